using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Tests.Certificates.Exact;

namespace Espalier.Tests.Certificates.Witnesses;

public sealed class SearchSpaceTests
{
    public static TheoryData<Domain> Domains =>
    [
        new BoxDomain([-1, 0.5, 2], [1, 0.5, 2.25]),
        new BallDomain([0.1, -0.7, 1e-3], 0.3),
        new BallDomain([1e6, 1, -1e-6], 1e-3),
        new BallDomain([1, 2, 3], 0),
        new BallDomain([0, 0, 0], 1e150),
        new BallDomain([1, 1, 1], 1e-170),
    ];

    [Theory]
    [MemberData(nameof(Domains))]
    public void Whatever_the_search_does_the_point_inside_is_inside(Domain domain)
    {
        SearchSpace space = SearchSpace.Of(domain);
        var point = new double[3];
        for (int number = 0; number < 200; number++)
        {
            space.Start(number, point);
            RequireInside(domain, space, point);
            space.Step([1, -2, 3], 0.5, point);
            RequireInside(domain, space, point);
            space.Shake(number, 1, point);
            RequireInside(domain, space, point);
            var direction = new double[3];
            if (space.TryDirection(point, [number - 100, 1, -1], [], direction))
                RequireInside(domain, space, [.. point.Zip(direction, (x, d) => x + d)]);
            if (space.TryLine(point, [0, 1, 0], direction)) RequireInside(domain, space, [.. point.Zip(direction, (x, d) => x + d)]);
        }

        RequireInside(domain, space, [double.MaxValue, -1e300, 5]);
        RequireInside(domain, space, [1e-300, 4, 5]);
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public void A_direction_is_at_right_angles_to_the_normals(Domain domain)
    {
        SearchSpace space = SearchSpace.Of(domain);
        double[] point = domain.Middle(), normal = [3, 4, 0.5], gradient = [0.2, 2, -1], direction = new double[3];
        bool isOnePoint = domain is BallDomain { Radius: < 1e-100 };
        Assert.Equal(!isOnePoint, space.TryDirection(point, gradient, [normal], direction));
        if (isOnePoint) return;
        double length = Math.Sqrt(direction.Sum(x => x * x));
        Assert.True(Math.Abs(direction.Zip(normal, (x, y) => x * y).Sum()) <= 1e-9 * length);
        Assert.True(direction.Zip(gradient, (x, y) => x * y).Sum() > 0);
    }

    [Fact]
    public void Multipliers_make_up_the_gradient()
    {
        double[][] normals = [[1, 2, 3, 4], [0, 1, -1, 0], [2, 4, 6, 8], [5, 0, 0, 1]];
        double[] gradient = new double[4];
        double[] factors = [0.5, -2, 0, 3];
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) gradient[j] += factors[i] * normals[i][j];
        double[] found = new Kernel(normals, held: null).Multipliers(gradient);
        for (int i = 0; i < 4; i++) Assert.Equal(factors[i], found[i], 1e-12);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        for (int number = 0; number < 20; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number, seed: 9);
            Witness[] found = [.. new[] { 1, 2, 5 }.Select(threads =>
            {
                var search = new WitnessSearch(new NetworkPair(drawn.A, drawn.B), new DifferenceQuestion(drawn.Box));
                search.Round(threads, CancellationToken.None);
                return search.Round(threads, CancellationToken.None);
            })];
            Assert.All(
                found, witness => Assert.Equal((found[0].Value, found[0].Point.AsEnumerable()), (witness.Value, witness.Point.AsEnumerable()), Same));
        }
    }

    [Fact]
    public void Cancelled_at_once_it_still_gives_a_point_of_the_domain()
    {
        DrawnPairs.Pair drawn = DrawnPairs.At(3);
        var search = new WitnessSearch(new NetworkPair(drawn.A, drawn.B), new DifferenceQuestion(drawn.Box));
        Witness found = search.Round(threads: 1, new CancellationToken(canceled: true));
        Assert.True(drawn.Box.Contains(found.Point.AsSpan()) && found.Value >= 0);
    }

    private static bool Same((double Value, IEnumerable<double> Point) a, (double Value, IEnumerable<double> Point) b) =>
        a.Value == b.Value && a.Point.SequenceEqual(b.Point);

    private static void RequireInside(Domain domain, SearchSpace space, double[] point) =>
        Assert.True(domain.Contains(space.Inside(point)), $"({string.Join(", ", point)}) was not brought inside");
}
