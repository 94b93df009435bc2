package lenetspark.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The arithmetic peak of one thread: independent chains of multiply-adds in registers. Each product is added to its
 * own sum, so that no register has to be copied.
 */
final class FmaPeak {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int STEPS = 20_000_000;
    private static final int CHAINS = 10;
    private static final float[] START = new float[CHAINS * Lanes.LENGTH];

    private static volatile float sink;

    private FmaPeak() {}

    /** Returns floating-point operations per second of CPU time; a multiply-add counts as two. */
    static double flopPerSecond() {
        for (int i = 0; i < START.length; i++) {
            START[i] = i;
        }
        long start = THREADS.getCurrentThreadCpuTime();
        sink = chains(START, 0.5f);
        long spent = THREADS.getCurrentThreadCpuTime() - start;
        return 2.0 * STEPS * CHAINS * Lanes.LENGTH / spent * 1e9;
    }

    private static float chains(float[] start, float factor) {
        FloatVector x = FloatVector.broadcast(Lanes.SPECIES, factor);
        FloatVector a = FloatVector.fromArray(Lanes.SPECIES, start, 0);
        FloatVector b = FloatVector.fromArray(Lanes.SPECIES, start, Lanes.LENGTH);
        FloatVector c = FloatVector.fromArray(Lanes.SPECIES, start, 2 * Lanes.LENGTH);
        FloatVector d = FloatVector.fromArray(Lanes.SPECIES, start, 3 * Lanes.LENGTH);
        FloatVector e = FloatVector.fromArray(Lanes.SPECIES, start, 4 * Lanes.LENGTH);
        FloatVector f = FloatVector.fromArray(Lanes.SPECIES, start, 5 * Lanes.LENGTH);
        FloatVector g = FloatVector.fromArray(Lanes.SPECIES, start, 6 * Lanes.LENGTH);
        FloatVector h = FloatVector.fromArray(Lanes.SPECIES, start, 7 * Lanes.LENGTH);
        FloatVector i = FloatVector.fromArray(Lanes.SPECIES, start, 8 * Lanes.LENGTH);
        FloatVector j = FloatVector.fromArray(Lanes.SPECIES, start, 9 * Lanes.LENGTH);
        for (int step = 0; step < STEPS; step++) {
            a = x.fma(x, a);
            b = x.fma(x, b);
            c = x.fma(x, c);
            d = x.fma(x, d);
            e = x.fma(x, e);
            f = x.fma(x, f);
            g = x.fma(x, g);
            h = x.fma(x, h);
            i = x.fma(x, i);
            j = x.fma(x, j);
        }
        FloatVector left = a.add(b).add(c).add(d).add(e);
        FloatVector right = f.add(g).add(h).add(i).add(j);
        return left.add(right).reduceLanes(VectorOperators.ADD);
    }
}
