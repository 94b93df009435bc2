package lenetspark.training;

import java.util.Collection;
import lenetspark.training.round.RoundResult;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Methods of DL4J's {@link TrainingMaster} that {@code fit(JavaRDD<DataSet>)} does not need; most are not supported. */
abstract class UnsupportedTrainingModes implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {

    private static final String USE_FIT =
            " is not supported by this TrainingMaster; call SparkDl4jMultiLayer.fit(JavaRDD<DataSet>)";

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw new UnsupportedOperationException("A TrainingWorker" + USE_FIT);
    }

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw new UnsupportedOperationException("SparkComputationGraph" + USE_FIT);
    }

    @Override
    public void executeTrainingPaths(
            SparkDl4jMultiLayer network,
            SparkComputationGraph graph,
            JavaRDD<String> trainingDataPaths,
            DataSetLoader dataSetLoader,
            MultiDataSetLoader multiDataSetLoader) {
        throw new UnsupportedOperationException("Training from paths" + USE_FIT);
    }

    @Override
    public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> trainingData) {
        throw new UnsupportedOperationException("SparkComputationGraph" + USE_FIT);
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
        throw new UnsupportedOperationException("SparkComputationGraph" + USE_FIT);
    }

    @Override
    public void addHook(TrainingHook trainingHook) {
        throw new UnsupportedOperationException(
                "A TrainingHook is not supported by this TrainingMaster; use a RoundListener");
    }

    @Override
    public void removeHook(TrainingHook trainingHook) {
        throw new UnsupportedOperationException(
                "A TrainingHook is not supported by this TrainingMaster; use a RoundListener");
    }

    @Override
    public String toJson() {
        throw new UnsupportedOperationException("This TrainingMaster is built in code, not from JSON");
    }

    @Override
    public String toYaml() {
        throw new UnsupportedOperationException("This TrainingMaster is built in code, not from YAML");
    }

    /** Accepts only false. The times of every round are in {@link RoundResult}. */
    @Override
    public void setCollectTrainingStats(boolean collectTrainingStats) {
        if (collectTrainingStats) {
            throw new UnsupportedOperationException(
                    "SparkTrainingStats are not collected by this TrainingMaster; use a RoundListener");
        }
    }

    @Override
    public boolean getIsCollectTrainingStats() {
        return false;
    }

    @Override
    public @Nullable SparkTrainingStats getTrainingStats() {
        return null;
    }

    @Override
    public abstract void setListeners(Collection<TrainingListener> listeners);
}
