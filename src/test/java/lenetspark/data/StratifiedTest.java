package lenetspark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class StratifiedTest {

    private static long[] classes(short[] labels, int[] positions) {
        long[] counts = new long[10];
        Arrays.stream(positions).forEach(position -> counts[labels[position]]++);
        return counts;
    }

    private static int[] all(short[] labels) {
        return IntStream.range(0, labels.length).toArray();
    }

    @Property
    void shouldSampleExactSizeWithProportionalClasses(
            @ForAll("labels") short[] labels, @ForAll @IntRange(max = 300) int size, @ForAll long seed) {
        Assume.that(size <= labels.length);
        int[] drawn = Stratified.sample(labels, size, seed);
        assertThat(drawn).hasSize(size).isSorted().doesNotHaveDuplicates();

        long[] had = classes(labels, all(labels));
        long[] got = classes(labels, drawn);
        for (int label = 0; label < had.length; label++) {
            double share = (double) size * had[label] / labels.length;
            assertThat((double) got[label]).isGreaterThan(share - 1).isLessThan(share + 1);
        }
    }

    @Provide
    Arbitrary<short[]> labels() {
        return Arbitraries.shorts()
                .between((short) 0, (short) 9)
                .array(short[].class)
                .ofMinSize(1)
                .ofMaxSize(300);
    }

    @Property
    void shouldReturnUnsampledPositionsAsComplement(@ForAll("labels") short[] labels, @ForAll long seed) {
        int[] drawn = Stratified.sample(labels, labels.length / 3, seed);
        int[] others = Stratified.complement(drawn, labels.length);
        assertThat(others).isSorted();
        assertThat(IntStream.concat(Arrays.stream(drawn), Arrays.stream(others)).sorted())
                .hasSize(labels.length)
                .doesNotHaveDuplicates();
    }

    @Property
    void shouldPartitionEveryPositionOnceWithBalancedClasses(
            @ForAll("labels") short[] labels, @ForAll @IntRange(min = 1, max = 40) int parts, @ForAll long seed) {
        int[][] dealt = Stratified.partition(labels, parts, seed);
        assertThat(dealt.length).isEqualTo(parts);
        assertThat(Arrays.stream(dealt).flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(all(labels));
        long[] had = classes(labels, all(labels));
        for (int[] part : dealt) {
            assertThat(part).isSorted();
            assertThat(part.length).isBetween(labels.length / parts, (labels.length + parts - 1) / parts);
            long[] got = classes(labels, part);
            for (int label = 0; label < had.length; label++) {
                assertThat(got[label]).isBetween(had[label] / parts, (had[label] + parts - 1) / parts);
            }
        }
    }

    @Example
    void shouldReturnEmptyPartitionsWithoutPositions() {
        assertThat(Stratified.partition(new short[0], 2, 1)).isDeepEqualTo(new int[2][0]);
    }

    @Example
    void shouldRoundByLargestRemainderThenLowerLabel() {
        short[] labels = {0, 0, 0, 1, 1, 1, 2, 2, 2, 2};
        // Shares of 5: 1.5, 1.5 and 2.
        assertThat(classes(labels, Stratified.sample(labels, 5, 1))).startsWith(2, 1, 2);
    }

    @Example
    void shouldDependOnlyOnTheSeed() {
        short[] labels = new short[1000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (short) (i * 7 % 10);
        }
        assertThat(Stratified.sample(labels, 100, 1)).isEqualTo(Stratified.sample(labels, 100, 1));
        assertThat(Stratified.sample(labels, 100, 1)).isNotEqualTo(Stratified.sample(labels, 100, 2));
        assertThat(Stratified.partition(labels, 3, 1)).isDeepEqualTo(Stratified.partition(labels, 3, 1));
        assertThat(Stratified.partition(labels, 3, 1)[0]).isNotEqualTo(Stratified.partition(labels, 3, 2)[0]);
        // The choice is fixed: another one would change every run that is resumed or compared.
        assertThat(Arrays.hashCode(Stratified.sample(labels, 100, 42))).isEqualTo(-1010830927);
        assertThat(Arrays.deepHashCode(Stratified.partition(labels, 3, 42))).isEqualTo(602262858);
    }
}
