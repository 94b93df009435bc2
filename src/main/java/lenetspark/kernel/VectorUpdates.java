package lenetspark.kernel;

import static lenetspark.kernel.Lanes.LENGTH;
import static lenetspark.kernel.Lanes.SPECIES;
import static lenetspark.kernel.Lanes.TYPE;

import jdk.incubator.vector.FloatVector;

/** The update rules, with the same rounding as {@link PlainUpdates}. */
final class VectorUpdates {

    private VectorUpdates() {}

    static void sgd(float[] memory, int parametersAt, int gradientAt, int length, float rate) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector g = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + i));
            FloatVector p = TYPE.cast(FloatVector.fromArray(SPECIES, memory, parametersAt + i));
            p.sub(g.mul(rate)).intoArray(memory, parametersAt + i);
        }
    }

    static void nesterovs(
            float[] memory, int parametersAt, int gradientAt, int velocityAt, int length, float rate, float momentum) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector g = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + i));
            FloatVector v = TYPE.cast(FloatVector.fromArray(SPECIES, memory, velocityAt + i));
            FloatVector p = TYPE.cast(FloatVector.fromArray(SPECIES, memory, parametersAt + i));
            FloatVector before = v.mul(momentum);
            FloatVector after = before.sub(g.mul(rate));
            after.intoArray(memory, velocityAt + i);
            p.sub(before.sub(after.mul(1 + momentum))).intoArray(memory, parametersAt + i);
        }
    }

    static void adam(
            float[] memory,
            int parametersAt,
            int gradientAt,
            int firstAt,
            int secondAt,
            int length,
            float rate,
            float beta1,
            float beta2,
            float epsilon) {
        float rest1 = 1 - beta1;
        float rest2 = 1 - beta2;
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector g = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + i));
            FloatVector m = TYPE.cast(FloatVector.fromArray(SPECIES, memory, firstAt + i))
                    .mul(beta1)
                    .add(g.mul(rest1));
            FloatVector v = TYPE.cast(FloatVector.fromArray(SPECIES, memory, secondAt + i))
                    .mul(beta2)
                    .add(g.mul(rest2).mul(g));
            m.intoArray(memory, firstAt + i);
            v.intoArray(memory, secondAt + i);
            FloatVector step = m.mul(rate).div(v.sqrt().add(epsilon));
            TYPE.cast(FloatVector.fromArray(SPECIES, memory, parametersAt + i))
                    .sub(step)
                    .intoArray(memory, parametersAt + i);
        }
    }
}
