namespace Espalier.Tests.SubsetSums;

/// <summary>One subset-sum instance with the seed that makes it again.</summary>
internal sealed record Instance(int Seed, string Kind, double[] Candidates, double Target, double Epsilon)
{
    public override string ToString() =>
        $"seed {Seed} ({Kind}): candidates [{string.Join(", ", Candidates.Select(a => a.ToString("R")))}], target {Target:R}, epsilon {Epsilon:R}";
}

/// <summary>Random and adversarial instances, each a pure function of its seed.</summary>
internal static class Instances
{
    private static readonly (string Name, Func<System.Random, double> Draw)[] Kinds =
    [
        ("uniform", Uniform),
        ("products of float32", random => (double)(float)Uniform(random) * (float)Uniform(random)),
        ("all equal", _ => 0.37),
        ("all zero", _ => 0),
        ("small whole numbers", random => random.Next(-3, 4)),
        ("negative only", random => -random.NextDouble()),
        ("powers of two", random => Math.ScaleB(1, random.Next(-20, 20))),
        ("huge and tiny", random => Uniform(random) * (random.Next(2) == 0 ? 1e300 : 1e-300)),
        ("many scales", random => Uniform(random) * Math.ScaleB(1, random.Next(-70, 30))),
        ("subnormal", random => random.Next(-50, 50) * double.Epsilon),
        ("two values", random => random.Next(2) == 0 ? 0.1 : 0.30000000000000004),
        ("one large", random => random.Next(8) == 0 ? 1e9 : Uniform(random)),
        ("near cancelling", random => (random.Next(2) == 0 ? 1 : -1) * (1 + (random.Next(4) * 2.220446049250313e-16))),
    ];

    public static Instance Make(int seed, int smallest, int largest)
    {
        var random = new System.Random(seed);
        (string name, Func<System.Random, double> draw) = Kinds[random.Next(3) == 0 ? 0 : random.Next(Kinds.Length)];
        double[] candidates = new double[random.Next(smallest, largest + 1)];
        for (int i = 0; i < candidates.Length; i++) candidates[i] = draw(random);
        double target = Target(random, candidates, draw);
        return new Instance(seed, name, candidates, target, Epsilon(random, candidates, target));
    }

    private static double Target(System.Random random, double[] candidates, Func<System.Random, double> draw) => random.Next(7) switch
    {
        0 => 0,
        1 => draw(random),
        2 => 2 * candidates.Sum(Math.Abs),
        3 => -3 * candidates.Sum(Math.Abs),
        4 => candidates.Where(_ => random.Next(2) == 0).Sum(),
        5 => candidates.Where(_ => random.Next(2) == 0).Sum() + (1e-3 * draw(random)),
        _ => Uniform(random),
    };

    private static double Epsilon(System.Random random, double[] candidates, double target) => random.Next(6) switch
    {
        0 => 0.01,
        1 => double.Epsilon,
        2 => double.PositiveInfinity,
        3 => Math.Max(double.Epsilon, Math.Abs(target - candidates.FirstOrDefault())),
        4 => Math.Max(double.Epsilon, 0.01 * candidates.Sum(Math.Abs)),
        _ => Math.ScaleB(1, random.Next(-30, 2)),
    };

    private static double Uniform(System.Random random) => (2 * random.NextDouble()) - 1;
}
