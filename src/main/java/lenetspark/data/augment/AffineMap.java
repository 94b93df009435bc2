package lenetspark.data.augment;

import lenetspark.data.SplitMix64;

/**
 * Affine map from a pixel of the distorted image to its source position, as offsets from the centre of the image:
 * {@code x' = xx x + xy y + x0} and {@code y' = yx x + yy y + y0}. It is the inverse of scaling, shearing, rotating and
 * translating the image in this order. The object is mutable and is reused for every image.
 */
final class AffineMap {

    double xx;
    double xy;
    double x0;
    double yx;
    double yy;
    double y0;

    /**
     * Draws a random map. Consumes six numbers in this order: translation along x and y, rotation, scale along x and y,
     * shear.
     */
    void draw(Augmentation ranges, SplitMix64 random) {
        double shiftX = random.uniform() * ranges.translation();
        double shiftY = random.uniform() * ranges.translation();
        double angle = random.uniform() * ranges.rotation();
        double scaleX = 1 + random.uniform() * ranges.scale();
        double scaleY = 1 + random.uniform() * ranges.scale();
        double shear = random.uniform() * ranges.shear();
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        xx = (cosine + shear * sine) / scaleX;
        xy = (sine - shear * cosine) / scaleX;
        yx = -sine / scaleY;
        yy = cosine / scaleY;
        x0 = -xx * shiftX - xy * shiftY;
        y0 = -yx * shiftX - yy * shiftY;
    }
}
