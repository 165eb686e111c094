using Espalier.Training;

namespace Espalier.Tests.Training;

public sealed class LossTests
{
    [Fact]
    public void The_learning_rate_follows_the_cosine()
    {
        for (int i = 0; i <= 1000; i++) Assert.Equal(Math.Cos(Math.PI * i / 1000), CosineAnnealing.CosineOfHalfTurns(i / 1000.0), 1e-15);
        Assert.Equal(0.1, CosineAnnealing.Rate(0.1, 0, 7));
        Assert.Equal(0.05, CosineAnnealing.Rate(0.1, 5, 10), 1e-17);
    }

    [Fact]
    public void Cross_entropy_and_its_derivatives_follow_the_definition()
    {
        var random = new System.Random(2);
        float[] scores = [.. Enumerable.Range(0, 28).Select(i => (float)(10 * (random.NextDouble() - 0.5)))];
        float[] derivatives = [.. scores];
        byte[] labels = [0, 6, 3];
        double[][] columns = [.. labels.Select((_, example) => Enumerable.Range(0, 7).Select(c => (double)scores[(c * 4) + example]).ToArray())];
        double expected = columns.Select((column, i) => Math.Log(column.Sum(Math.Exp)) - column[labels[i]]).Sum();
        Assert.Equal(expected, CrossEntropy.Differentiate(scores, derivatives, stride: 4, labels), 1e-12);
        for (int example = 0; example < 3; example++)
            for (int c = 0; c < 7; c++)
                Assert.Equal(
                    ((Math.Exp(columns[example][c]) / columns[example].Sum(Math.Exp)) - (labels[example] == c ? 1 : 0)) / 3,
                    derivatives[(c * 4) + example],
                    1e-7);
        Assert.All(Enumerable.Range(0, 7), c => Assert.Equal(0f, derivatives[(c * 4) + 3]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_score_that_is_not_finite_has_no_finite_loss(float score) =>
        Assert.False(double.IsFinite(CrossEntropy.Differentiate([1, score, 2], new float[3], stride: 1, [0])));
}
