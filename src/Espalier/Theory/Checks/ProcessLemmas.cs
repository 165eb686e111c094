namespace Espalier.Theory.Checks;

/// <summary>Lemmas 4, 5 and 8 of Ferre' et al. and the start B₀ = 1, on paths of real draws; a trial is one step of a path.</summary>
internal static class ProcessLemmas
{
    private const int Steps = 40;

    /// <summary>Lemma 4 on every step: the capped process, plus the constant 0, is at most the count.</summary>
    public static CheckTally Capped(CheckInput input) =>
        Paths(input, 1, path => path.Original - Math.Max(path.Capped, path.CappedAsPrinted) - input.Constant);

    /// <summary>Lemma 5 with the capped process of the text; p is multiplied by the constant 1.</summary>
    public static CheckTally ChainBelowPrinted(CheckInput input) =>
        Paths(input, input.Constant, path => path.CappedAsPrinted - path.BirthDeath);

    /// <summary>Lemma 5 with min(B^orig, T); p is multiplied by the constant 1.</summary>
    public static CheckTally ChainBelow(CheckInput input) =>
        Paths(input, input.Constant, path => path.Unbreaking > 0 ? -path.Unbreaking : path.Capped - path.BirthDeath);

    /// <summary>The coupled chain has the law of Definition 4: it is at 0 as often as the exact probability, times the constant 1, says.</summary>
    public static CheckTally ChainLaw(CheckInput input)
    {
        var draws = new Draws(input, 11);
        var tally = new CheckTally();
        foreach (BinMasses masses in Settings())
        {
            const int Cap = 2;
            int[] zeros = new int[Steps + 1];
            BirthDeathChain chain = New(masses, Cap, 1, null).Chain;
            for (int trial = 0; trial < input.Trials; trial++)
            {
                CoupledProcesses path = New(masses, Cap, 1, null);
                for (int k = 1; k <= Steps; k++)
                {
                    Step(draws, path);
                    if (path.BirthDeath == 0) zeros[k]++;
                }
            }

            foreach (int k in (ReadOnlySpan<int>)[1, 5, Steps])
                tally.AddFrequency(zeros[k], input.Trials, input.Constant * chain.ProbabilityOfZero(k).Value);
        }

        return tally;
    }

    /// <summary>
    /// Lemma 8: the measured probability that all families end without a broken bin is at most Pr(B_k = 0)^F, F times the constant 1.
    /// </summary>
    public static CheckTally AllFamilies(CheckInput input)
    {
        var draws = new Draws(input, 12);
        var tally = new CheckTally();
        foreach (BinMasses masses in Settings())
        {
            foreach (int families in (ReadOnlySpan<int>)[1, 2, 4])
            {
                foreach (int k in (ReadOnlySpan<int>)[2, 8])
                {
                    long hits = 0;
                    for (int trial = 0; trial < input.Trials; trial++) hits += NothingBroken(draws, masses, families, k) ? 1 : 0;
                    double log = new BirthDeathChain(masses.Up(2), masses.Down(2), 2, 0).ProbabilityOfZero(k).Logarithm;
                    tally.AddAtMost(hits, input.Trials, input.Constant * families * log);
                }
            }
        }

        return tally;
    }

    /// <summary>
    /// B₀ = 1: the kink of a random unit target breaks its bin in every family, at d = 10, 100, 1000; the constant 1 multiplies the
    /// target's norm.
    /// </summary>
    public static CheckTally TargetBreaks(CheckInput input)
    {
        var draws = new Draws(input, 13);
        var tally = new CheckTally();
        BinMasses masses = Settings()[0];
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double[] target = draws.Direction(draws.Choose<int>([10, 100, 1000]));
            var family = new InputFamily(draws.Integer(1, target.Length / 2));
            Kink kink = family.KinkOf(target, -input.Constant)!.Value;
            if (masses.Bins.Find(kink.Position) is not { } bin) continue;
            tally.Add((masses.Bins.DistanceFromAffine(bin, [kink]) / (Share(masses) * masses.Bins.Width)) - 1);
        }

        return tally;
    }

    /// <summary>Few and many bins, low and high γ; the last has every process reach its cap.</summary>
    private static BinMasses[] Settings() =>
        [new(new Bins(2, 0.5), 0.5), new(new Bins(2, 0.2), 1), new(new Bins(3, 2), 0.1)];

    private static double Share(BinMasses masses) => masses.Gamma / 32;

    private static CheckTally Paths(CheckInput input, double upFactor, Func<CoupledProcesses, double> slack)
    {
        var draws = new Draws(input, 10);
        var tally = new CheckTally();
        BinMasses[] settings = Settings();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            BinMasses masses = settings[trial % settings.Length];
            CoupledProcesses path = New(masses, 1 + (trial % 2), upFactor, new InputFamily(1).KinkOf(draws.Direction(2), -1));
            for (int k = 0; k < Steps; k++)
            {
                Step(draws, path);
                tally.Add(slack(path));
            }
        }

        return tally;
    }

    private static CoupledProcesses New(BinMasses masses, int cap, double upFactor, Kink? target)
    {
        double factor = Math.Min(upFactor, (1 - masses.Down(cap)) / masses.Up(cap));
        return new(masses, cap, Share(masses), target, factor);
    }

    private static void Step(Draws draws, CoupledProcesses path) =>
        path.Add(new InputFamily(1).KinkOf([draws.Normal(), draws.Normal()], draws.Normal()), draws.Uniform());

    /// <summary>Whether k random neurons together with the mirrored target leave no bin of any family broken.</summary>
    private static bool NothingBroken(Draws draws, BinMasses masses, int families, int k)
    {
        double[] target = draws.Direction(2 * families);
        double[] coefficients = draws.Normals(k);
        for (int number = 1; number <= families; number++)
        {
            var kinks = new List<Kink>();
            if (new InputFamily(number).KinkOf(target, -1) is { } mirrored) kinks.Add(mirrored);
            foreach (double coefficient in coefficients)
            {
                if (new InputFamily(1).KinkOf([draws.Normal(), draws.Normal()], coefficient) is { } kink) kinks.Add(kink);
            }

            if (masses.Bins.CountBroken(kinks, Share(masses)) > 0) return false;
        }

        return true;
    }
}
