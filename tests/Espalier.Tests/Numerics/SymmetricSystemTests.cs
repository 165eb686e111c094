using Espalier.Numerics;

namespace Espalier.Tests.Numerics;

public sealed class SymmetricSystemTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(64, 2)]
    [InlineData(65, 1)]
    [InlineData(200, 7)]
    public void The_solution_solves_whatever_the_threads(int n, int m)
    {
        double[] root = [.. Enumerable.Range(0, n * n).Select(i => Math.Sin(i * 1.7))];
        double[] wanted = [.. Enumerable.Range(0, n * m).Select(i => Math.Cos(i))];
        double[] a = new double[n * n], b = new double[n * m];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                for (int k = 0; k < n; k++) a[(i * n) + j] += root[(i * n) + k] * root[(j * n) + k] / n;
            a[i * (n + 1)] += 1;
        }

        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                for (int k = 0; k < n; k++) b[(i * m) + j] += a[(i * n) + k] * wanted[(k * m) + j];
        double[] again = [.. b];
        Assert.True(SymmetricSystem.Solve([.. a], b, n, threads: 1));
        Assert.True(SymmetricSystem.Solve([.. a], again, n, threads: 2));
        Assert.Equal(b, again);
        Assert.All(b.Zip(wanted), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void What_is_not_positive_definite_is_refused() => Assert.False(SymmetricSystem.Solve([1, 0, 2, 1], [1, 1], 2, threads: 1));
}
