package dev.jangada.coordinator;

/** Why a map output could not be read, and so whose fault it may be. */
public enum Trouble {
    /** Its holder says that it does not have it, or can't read it: the output is lost. */
    MISSING,
    /** Its bytes are not what was written: the output is lost. */
    CORRUPT,
    /** Its holder could not be reached: the fault may be on either side, so others are asked first. */
    UNREACHABLE
}
