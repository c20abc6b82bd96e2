/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Processes for a selection of roads and points, two at a time. */
final class ExitRuns {

    private static final int AT_A_TIME = 2;

    private final Path directory;
    private final Set<Road> roads;
    private final Function<Point, List<String>> properties;

    ExitRuns(Path directory, Set<Road> roads, Function<Point, List<String>> properties) {
        this.directory = directory;
        this.roads = roads;
        this.properties = properties;
    }

    /**
     * Returns a test for each exit.
     *
     * @param exits how many: all roads at all points in some order, over and over; 0 takes a selection, once
     */
    Stream<DynamicTest> tests(int exits, BiPredicate<Point, Road> selection) {
        List<Exit> all = new ArrayList<>();
        for (Point point : Point.values()) {
            for (Road road : roads) {
                if (road.leadsTo(point) && (exits > 0 || selection.test(point, road))) {
                    all.add(new Exit(point, road));
                }
            }
        }
        if (exits > 0) {
            Collections.shuffle(all, new Random(exits));
        }
        ExecutorService processes = Executors.newFixedThreadPool(AT_A_TIME);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < (exits > 0 ? exits : all.size()); i++) {
            Exit exit = all.get(i % all.size());
            Future<?> run = processes.submit(() -> run(exit.point(), exit.road()));
            tests.add(dynamicTest(exit.road() + " when " + exit.point(), () -> await(run)));
        }
        processes.shutdown();
        return tests.stream();
    }

    private record Exit(Point point, Road road) {}

    private Void run(Point point, Road road) throws Exception {
        Path own = Files.createTempDirectory(directory, "exit");
        try (ExitProcess process = new ExitProcess(point, road, own, properties.apply(point))) {
            process.requireGoodEnd();
        }
        return null;
    }

    private static void await(Future<?> run) throws Throwable {
        try {
            run.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
