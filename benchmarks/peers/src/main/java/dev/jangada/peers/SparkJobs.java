package dev.jangada.peers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** The benchmarks' jobs, written for Spark's RDDs as its guide does, and run in this process on all cores. */
public final class SparkJobs {
    private SparkJobs() {}

    /**
     * Runs one job.
     *
     * @param args its name, the input, the directory of the output, and what the job needs
     */
    public static void main(String[] args) {
        SparkConf configuration = new SparkConf().setMaster("local[*]").setAppName(args[0]);
        try (JavaSparkContext spark = new JavaSparkContext(configuration)) {
            spark.setLogLevel("ERROR");
            output(spark, args).saveAsTextFile(args[2]);
        }
    }

    private static JavaRDD<?> output(JavaSparkContext spark, String[] args) {
        String input = args[1];
        return switch (args[0]) {
            case "wordcount" ->
                spark.textFile(input)
                        .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                        .mapToPair(word -> new Tuple2<>(word, 1L))
                        .reduceByKey(Long::sum)
                        .map(count -> count._1 + "\t" + count._2);
            case "sort" ->
                spark.textFile(input)
                        .mapToPair(line -> new Tuple2<>(line.substring(0, 10), line))
                        .sortByKey()
                        .values();
            case "grep" -> spark.textFile(input).filter(line -> line.contains(args[3]));
            case "index" ->
                spark.wholeTextFiles(input, 16)
                        .flatMapToPair(document -> {
                            String name = Path.of(document._1).getFileName().toString();
                            return words(document._2).stream()
                                    .map(word -> new Tuple2<>(word, name))
                                    .iterator();
                        })
                        .groupByKey()
                        .map(postings -> postings._1 + "\t" + list(postings._2));
            default -> throw new IllegalArgumentException("no such job: " + args[0]);
        };
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        StringTokenizer tokens = new StringTokenizer(text);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private static String list(Iterable<String> names) {
        TreeSet<String> sorted = new TreeSet<>();
        names.forEach(sorted::add);
        return String.join(",", sorted);
    }
}
