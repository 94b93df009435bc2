package lenetspark.config;

import org.deeplearning4j.nn.conf.layers.PoolingType;

/** What a 2x2 pooling window becomes. */
public enum PoolingFunction {
    AVERAGE(PoolingType.AVG),
    MAX(PoolingType.MAX);

    private final PoolingType poolingType;

    PoolingFunction(PoolingType poolingType) {
        this.poolingType = poolingType;
    }

    /** The same function in DL4J. */
    public PoolingType poolingType() {
        return poolingType;
    }

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
