package dev.jangada.master.ratis;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.impl.RatisMetricRegistryImpl;
import org.apache.ratis.thirdparty.com.codahale.metrics.Counter;
import org.apache.ratis.thirdparty.com.codahale.metrics.Gauge;
import org.apache.ratis.thirdparty.com.codahale.metrics.MetricRegistry;
import org.apache.ratis.thirdparty.com.codahale.metrics.Timer;

/**
 * The raft library's own measurements of one replica, for export. The library keeps them in a shaded copy of a metrics
 * library, which no other package should have to know. Registries come and go with leadership, so ask again each time.
 */
public final class RaftMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final String master;
    private final IntSupplier batchesInFlight;

    RaftMetrics(String master, IntSupplier batchesInFlight) {
        this.master = master;
        this.batchesInFlight = batchesInFlight;
    }

    /**
     * Name to value: counters and gauges as they are, timers as {@code .count}, {@code .p50.seconds} and
     * {@code .p99.seconds}. Names look like {@code ratis.log_worker.flushTime.p99.seconds}.
     */
    public Map<String, DoubleSupplier> all() {
        Map<String, DoubleSupplier> values = new TreeMap<>();
        values.put("raft.batches_in_flight", batchesInFlight::getAsInt);
        for (RatisMetricRegistry registry : MetricRegistries.global().getMetricRegistries()) {
            if (isOurs(registry.getMetricRegistryInfo().getPrefix())
                    && registry instanceof RatisMetricRegistryImpl shaded) {
                String component = "ratis." + registry.getMetricRegistryInfo().getMetricsComponentName() + ".";
                addAll(component, shaded.getDropWizardMetricRegistry(), values);
            }
        }
        return values;
    }

    /** One of {@link #all}, as it is now; NaN if the library does not measure it at the moment. */
    public double now(String name) {
        return all().getOrDefault(name, () -> Double.NaN).getAsDouble();
    }

    private boolean isOurs(String prefix) {
        return prefix.equals(master) || prefix.startsWith(master + "@");
    }

    private static void addAll(String component, MetricRegistry registry, Map<String, DoubleSupplier> values) {
        for (Map.Entry<String, Counter> counter : registry.getCounters().entrySet()) {
            values.put(
                    name(component, counter.getKey()), () -> counter.getValue().getCount());
        }
        for (Map.Entry<String, Timer> timer : registry.getTimers().entrySet()) {
            String name = name(component, timer.getKey());
            Timer value = timer.getValue();
            values.put(name + ".count", value::getCount);
            values.put(name + ".p50.seconds", () -> value.getSnapshot().getMedian() / NANOS_PER_SECOND);
            values.put(name + ".p99.seconds", () -> value.getSnapshot().get99thPercentile() / NANOS_PER_SECOND);
        }
        registry.getGauges().forEach((key, gauge) -> {
            if (isNumber(gauge)) {
                values.put(name(component, key), () -> number(gauge));
            }
        });
    }

    private static String name(String component, String key) {
        // Keys repeat application, component and member; what follows the last of them says what is measured.
        int member = key.lastIndexOf('@');
        int dot = member < 0 ? -1 : key.indexOf('.', member);
        String name = dot < 0 ? key.substring(key.lastIndexOf('.') + 1) : key.substring(dot + 1);
        return component.toLowerCase(Locale.ROOT) + name;
    }

    private static boolean isNumber(Gauge<?> gauge) {
        try {
            return gauge.getValue() instanceof Number;
        } catch (RuntimeException e) {
            // A gauge of a replica that is being closed; it is gone the next time.
            return false;
        }
    }

    private static double number(Gauge<?> gauge) {
        return gauge.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
