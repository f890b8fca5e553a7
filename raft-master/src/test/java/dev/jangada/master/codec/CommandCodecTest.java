package dev.jangada.master.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.protocol.v1.AssignAttemptCommand;
import dev.jangada.protocol.v1.CancelJobCommand;
import dev.jangada.protocol.v1.CommitAttemptCommand;
import dev.jangada.protocol.v1.JobOptions;
import dev.jangada.protocol.v1.LogEntry;
import dev.jangada.protocol.v1.LoggedCommand;
import dev.jangada.protocol.v1.RegisterWorkerCommand;
import dev.jangada.protocol.v1.StartAttemptCommand;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandCodecTest {
    @ParameterizedTest
    @MethodSource("dev.jangada.master.codec.SampleCommands#all")
    void commandSurvivesTheLog(Command command) throws Exception {
        byte[] bytes = CommandCodec.encode(command).toByteArray();
        assertThat(CommandCodec.decode(LoggedCommand.parseFrom(bytes))).isEqualTo(command);
    }

    @ParameterizedTest
    @MethodSource("dev.jangada.master.codec.SampleCommands#all")
    void everyFieldOfTheLoggedCommandIsWritten(Command command) {
        LoggedCommand logged = CommandCodec.encode(command);
        Message body = (Message)
                logged.getField(logged.getAllFields().keySet().iterator().next());
        assertThat(body.getAllFields().keySet())
                .containsExactlyInAnyOrderElementsOf(body.getDescriptorForType().getFields());
    }

    @Test
    void samplesHoldEveryKindOfCommand() {
        assertThat(SampleCommands.all().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
        Set<String> encoded = SampleCommands.all()
                .map(command -> CommandCodec.encode(command).getCommandCase().name())
                .collect(Collectors.toSet());
        assertThat(encoded)
                .containsExactlyInAnyOrderElementsOf(LoggedCommand.getDescriptor().getFields().stream()
                        .map(FieldDescriptor::getName)
                        .map(name -> name.toUpperCase(java.util.Locale.ROOT))
                        .toList());
    }

    @Test
    void samplesHoldEveryKindOfResult() {
        assertThat(SampleCommands.results().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(AttemptResult.class.getPermittedSubclasses());
    }

    @Test
    void everyKindOfTaskHasAStage() throws Exception {
        for (TaskKind kind : TaskKind.values()) {
            assertThat(IdCodec.decode(IdCodec.encode(kind))).isEqualTo(kind);
        }
    }

    static Stream<LoggedCommand> malformed() {
        return Stream.of(
                LoggedCommand.getDefaultInstance(),
                LoggedCommand.newBuilder()
                        .setCancelJob(CancelJobCommand.newBuilder().setJob("../etc"))
                        .build(),
                LoggedCommand.newBuilder()
                        .setStartAttempt(StartAttemptCommand.getDefaultInstance())
                        .build(),
                LoggedCommand.newBuilder()
                        .setRegisterWorker(RegisterWorkerCommand.newBuilder().setWorker("w1"))
                        .build(),
                LoggedCommand.newBuilder()
                        .setAssignAttempt(AssignAttemptCommand.newBuilder()
                                .setJob("job-1")
                                .setStageValue(99)
                                .setWorker(IdCodec.encode(SampleCommands.REF)))
                        .build(),
                LoggedCommand.newBuilder()
                        .setCommitAttempt(CommitAttemptCommand.newBuilder()
                                .setAttempt(IdCodec.encode(SampleCommands.MAP_ATTEMPT))
                                .setWorker(IdCodec.encode(SampleCommands.REF)))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedCommandIsRefusedWithASentence(LoggedCommand command) {
        assertThatThrownBy(() -> CommandCodec.decode(command))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageMatching("[a-z'].{10,}");
    }

    @Test
    void bytesThatAreNoEntryAreRefused() {
        byte[] noise = {(byte) 0xFF, (byte) 0xFF, 3, 1};
        assertThatThrownBy(() -> LogEntryCodec.parse(ByteBuffer.wrap(noise)))
                .isInstanceOf(MalformedMessageException.class)
                .hasCauseInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void entryKeepsItsOriginAndTheOrderOfItsCommands() throws Exception {
        List<Command> batch = SampleCommands.all().toList();
        LogEntryCodec.Origin origin = new LogEntryCodec.Origin("cluster", 4, 1_700_000_000_000L, "m2", 17);
        LogEntry entry = LogEntryCodec.parse(
                LogEntryCodec.encode(origin, batch).toByteString().asReadOnlyByteBuffer());
        assertThat(entry.getFormat()).isEqualTo(LogEntryCodec.FORMAT);
        assertThat(new LogEntryCodec.Origin(
                        entry.getClusterId(),
                        entry.getLeaderTerm(),
                        entry.getLeaderTimeMillis(),
                        entry.getProposer(),
                        entry.getBatch()))
                .isEqualTo(origin);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(CommandCodec.decode(entry.getCommands(i))).isEqualTo(batch.get(i));
        }
    }

    @Test
    void budgetsLeftOutAreTheDefaults() throws Exception {
        assertThat(SpecCodec.decode(JobOptions.getDefaultInstance())).isEqualTo(JobSpec.Options.DEFAULT);
    }
}
