package lenetspark.data.augment;

import lenetspark.data.SplitMix64;

/**
 * Where a pixel of the distorted image comes from, as offsets from the image's centre: {@code x' = xx x + xy y + x0} and
 * {@code y' = yx x + yy y + y0}. It is the inverse of scaling, then shearing, then rotating, then translating the image. A
 * buffer: drawn again for every image.
 */
final class AffineMap {

    double xx;
    double xy;
    double x0;
    double yx;
    double yy;
    double y0;

    /** Takes six numbers, in this order: translation along x and y, rotation, scale along x and y, shear. */
    void draw(Augmentation ranges, SplitMix64 random) {
        double right = random.uniform() * ranges.translation();
        double down = random.uniform() * ranges.translation();
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
        x0 = -xx * right - xy * down;
        y0 = -yx * right - yy * down;
    }
}
