package lenet.job;

import lenet.data.MnistDataset;
import lenet.data.PadAndScale;
import lenet.model.LeNet;
import lenet.model.ModelArchive.PixelScaling;

/** How a data set's images enter the network. */
record Inputs(MnistDataset dataset, PixelScaling scaling) {

    PadAndScale transform() {
        return new PadAndScale(dataset.height(), dataset.width(), LeNet.INPUT_SIZE, scaling.min(), scaling.max());
    }
}
