using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tests.Certificates.Witnesses;

public sealed class RegionClimbTests
{
    private const int Inputs = 200, Hidden = 400;

    /// <summary>
    /// A direction along n bends takes n² products for every input: along hundreds, one step took as long as thousands of evaluations.
    /// </summary>
    [Fact]
    public void A_climb_follows_few_bends_at_once_where_hundreds_meet()
    {
        var random = new Random(17);
        float[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        (float[] first, float[] second) = (Drawn(Hidden * Inputs), Drawn(Hidden));
        Network Of(float change) => new(
            new Shape(Inputs),
            new Dense(new Tensor(new Shape(Hidden, Inputs), [.. first.Select((weight, i) => i % 3 == 0 ? weight + change : weight)]), null),
            new Relu(),
            new Dense(new Tensor(new Shape(1, Hidden), second), null));
        var pair = new NetworkPair(Of(0), Of(0.01f));
        var space = new DownhillSpace(Inputs);
        var climb = new RegionClimb(pair.StepsA, pair.StepsB, space, new NormFunctional(1, OutputNorm.Largest, null));
        double[] start = [.. Drawn(Inputs).Select(each => 1e-16 * each)];
        climb.Run(start, TestContext.Current.CancellationToken);
        Assert.InRange(space.MostNormals, 2, 64);
    }

    /// <summary>Leads down, so that every walk ends where it began and the climb takes to the bends, which lead nowhere.</summary>
    private sealed class DownhillSpace(int dimension) : SearchSpace(dimension)
    {
        public int MostNormals { get; private set; }

        public override bool TryDirection(
            ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals, Span<double> direction)
        {
            MostNormals = Math.Max(MostNormals, normals.Count);
            for (int i = 0; i < gradient.Length; i++) direction[i] = -gradient[i];
            return normals.Count == 0;
        }

        public override double[] Multipliers(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals) =>
            new double[normals.Count];

        public override bool TryLine(ReadOnlySpan<double> point, ReadOnlySpan<double> axis, Span<double> direction) => false;

        public override double[] Inside(ReadOnlySpan<double> point) => point.ToArray();

        public override void Start(int number, Span<double> point) => throw new NotSupportedException();

        public override void Shake(int number, double share, Span<double> point) => throw new NotSupportedException();

        public override void Step(ReadOnlySpan<double> gradient, double share, Span<double> point) => throw new NotSupportedException();
    }
}
