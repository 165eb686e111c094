using CsCheck;
using Espalier.Numerics;
using Espalier.Parents.Masks;
using Espalier.Training;
using Espalier.Training.Popup;

namespace Espalier.Tests.Training.Popup;

/// <summary>The largest scores, against a full sort.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void A_rank_is_found_as_by_sorting() =>
        (from spread in Gen.Int[0, 30].Select(bits => (1 << bits) - 1)
         from low in Gen.Int[0, int.MaxValue - 1 - spread]
         from values in Gen.Int[low, low + spread].Array[1, 699]
         from rank in Gen.Int[1, values.Length]
         select (values, rank)).Sample(
            (values, rank) =>
            {
                int[] sorted = [.. values.OrderDescending()];
                (int value, int ties, int within) = RankSelection.Largest(values.AsSpan(), rank);
                Assert.Equal((sorted[rank - 1], sorted.Count(v => v == value), rank - sorted.Count(v => v > value)), (value, ties, within));
            },
            iter: 400);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.003)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    [InlineData(1.0)]
    public void The_same_scores_are_kept_as_by_sorting(double removed)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new System.Random(seed);
            // Few different magnitudes make ties; one, two or three matrices share a threshold.
            int levels = seed % 3 == 0 ? 5 : 1 << 20;
            ScoreMatrix[] matrices = [.. Enumerable.Range(0, 1 + (seed % 3)).Select(_ => Draw(random, levels))];
            var selection = new ScoreSelection(removed, matrices);
            var crew = new Crew();
            for (int step = 0; step < 6; step++)
            {
                foreach (ScoreMatrix matrix in matrices)
                    for (int chunk = 0; chunk < matrix.Chunks; chunk++) ScoreKernel.Count(matrix, chunk);
                selection.Select(crew, threads: 2);
                bool[] expected = BySorting(matrices, removed);
                bool[] found = [
                    .. matrices.Select(matrix => matrix.ToMask()).SelectMany(mask => Enumerable.Range(0, mask.Length).Select(i => mask[i])),
                ];
                Assert.True(expected.AsSpan().SequenceEqual(found), $"seed {seed}, step {step}");
                foreach (ScoreMatrix matrix in matrices) Move(matrix, random, step < 3 ? 1e-4f : 3f);
            }
        }
    }

    [Fact]
    public void A_threshold_that_moves_slowly_is_found_without_a_second_look()
    {
        var random = new System.Random(1);
        ScoreMatrix matrix = Draw(random, 1 << 20, rows: 64, columns: 500);
        var selection = new ScoreSelection(0.5, matrix);
        for (int step = 0; step < 50; step++)
        {
            for (int chunk = 0; chunk < matrix.Chunks; chunk++) ScoreKernel.Count(matrix, chunk);
            selection.Select(new Crew(), threads: 1);
            Move(matrix, random, 1e-4f);
        }

        Assert.Equal(0, selection.Misses);
        Assert.InRange(matrix.Counts.Sum(count => count.Inside), 0, matrix.Length / 10);
    }

    [Fact]
    [Trait(InstructionSets.InstructionSetMatrixTests.Trait, "any")]
    public void A_step_does_to_every_score_what_the_formula_says()
    {
        foreach (int columns in new[] { 1, 15, 16, 17, 33, 50 })
        {
            var random = new System.Random(columns);
            ScoreMatrix matrix = Draw(random, 40, rows: 3, columns: columns);
            matrix.Scores.Span[0] = 0;
            int planes = matrix.Planes;
            matrix.Kept = new Threshold(Magnitude.Of(matrix.Scores.Span[matrix.Columns / 2]), 1, columns / 3);
            TensorMask mask = matrix.ToMask();
            var gradient = new AlignedSingles(3 * matrix.Stride);
            var gains = new AlignedSingles(matrix.RowLength);
            var sums = new AlignedSingles(matrix.RowLength * matrix.Chunks);
            Fill(gradient, matrix.Stride, columns, random);
            Fill(gains, matrix.Stride, columns, random);
            Fill(matrix.Velocities, matrix.Stride, columns, random);
            float[] scores = matrix.Scores.Span.ToArray(), velocities = matrix.Velocities.Span.ToArray();
            var settings = new StepSettings(0.03f, 0.9f, 0.001f);
            unsafe
            {
                for (int chunk = 0; chunk < matrix.Chunks; chunk++)
                    ScoreKernel.StepPaired(matrix, chunk, gradient.Pointer, gains.Pointer, sums.Pointer + (chunk * matrix.RowLength), settings);
            }

            var expectedSums = new float[matrix.RowLength];
            for (int i = 0; i < matrix.Length; i++)
            {
                (int line, int j) = Math.DivRem(i, columns);
                (int row, int plane) = Math.DivRem(line, planes);
                int at = (line * matrix.Stride) + j;
                float g = gradient.Span[(row * matrix.Stride) + j];
                expectedSums[(plane * matrix.Stride) + j] += g * (mask[i] ? matrix.Weights.Span[at] : 0f);
                float derivative = g * gains.Span[(plane * matrix.Stride) + j] * matrix.Weights.Span[at] * MathF.Sign(scores[at]);
                float velocity = (0.9f * velocities[at]) + (derivative + (0.001f * scores[at]));
                Assert.Equal((velocity, scores[at] - (0.03f * velocity)), (matrix.Velocities.Span[at], matrix.Scores.Span[at]));
            }

            Assert.Equal(expectedSums, sums.Span[..matrix.RowLength].ToArray());
        }
    }

    private static ScoreMatrix Draw(System.Random random, int levels, int rows = 0, int columns = 0)
    {
        if (rows == 0) rows = random.Next(1, 40);
        if (columns == 0) columns = random.Next(1, 60);
        int planes = random.Next(1, 4);
        float[] weights = [.. Enumerable.Range(0, rows * planes * columns).Select(_ => (float)random.NextDouble() - 0.5f)];
        return new ScoreMatrix(
            rows, planes, columns, weights, [.. weights.Select(_ => (random.Next(levels) + 1) * (random.Next(2) == 0 ? 0.01f : -0.01f))]);
    }

    private static void Fill(AlignedSingles array, int stride, int columns, System.Random random)
    {
        for (int i = 0; i < array.Length; i++) array.Span[i] = i % stride < columns ? (float)random.NextDouble() - 0.5f : 0;
    }

    private static void Move(ScoreMatrix matrix, System.Random random, float by)
    {
        for (int i = 0; i < matrix.Scores.Length; i++)
            if (matrix.Scores.Span[i] != 0) matrix.Scores.Span[i] *= 1 + (by * (float)random.NextDouble());
    }

    /// <summary>Of equal magnitudes those that stand first are kept.</summary>
    private static bool[] BySorting(ScoreMatrix[] matrices, double removed)
    {
        float[] magnitudes = [.. matrices.SelectMany(m => Lanes.Unpadded(m.Scores.Span, m.Rows * m.Planes, m.Columns)).Select(Math.Abs)];
        int keep = magnitudes.Length - (int)(removed * magnitudes.Length);
        var kept = new bool[magnitudes.Length];
        foreach (int i in Enumerable.Range(0, magnitudes.Length).OrderByDescending(i => magnitudes[i]).ThenBy(i => i).Take(keep)) kept[i] = true;
        return kept;
    }
}
