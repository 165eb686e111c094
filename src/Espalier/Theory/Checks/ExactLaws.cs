namespace Espalier.Theory.Checks;

/// <summary>Lemma 10 of Ferre' et al.; Theorem 2, Lemma 4 and Corollary 1 of Pensia et al.</summary>
internal static class ExactLaws
{
    /// <summary>Lemma 10: a cap of angle arcsin ε is at most ½·ε^{d−1} of the sphere, the exponent times the constant 1.</summary>
    public static CheckTally CapBound(CheckInput input)
    {
        var draws = new Draws(input, 50);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            int dimension = (int)Math.Round(Math.Exp(draws.Uniform(Math.Log(2), Math.Log(1000))));
            double epsilon = Math.Exp(draws.Uniform(Math.Log(1e-6), Math.Log(0.999)));
            double bound = (input.Constant * (dimension - 1) * Math.Log(epsilon)) - Math.Log(2);
            tally.Add(bound - SingleNeuronLaw.LogProbability(dimension, epsilon));
        }

        return tally;
    }

    /// <summary>
    /// Lemma 10: the best coefficient leaves exactly sin θ, times the constant 1, for the best a and no less for others, by the exact
    /// largest difference on the plane of w and w*.
    /// </summary>
    public static CheckTally SingleNeuronError(CheckInput input)
    {
        var draws = new Draws(input, 51);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double angle = draws.Uniform(0.01, 0.5 * Math.PI);
            double coefficient = trial % 2 == 0 ? Math.Cos(angle) : Math.Cos(angle) * draws.Uniform(0, 2);
            // On each arc between breakpoints the difference is a cosine; its largest value is at an end or at the peak of either vector.
            double worst = 0;
            double[] candidates = [
                0,
                angle,
                0.5 * Math.PI,
                -0.5 * Math.PI,
                angle + (0.5 * Math.PI),
                angle - (0.5 * Math.PI),
                Math.Atan2(-coefficient * Math.Sin(angle), 1 - (coefficient * Math.Cos(angle))),
            ];
            foreach (double x in candidates)
                worst = Math.Max(worst, Math.Abs(Math.Max(Math.Cos(x), 0) - (coefficient * Math.Max(Math.Cos(x - angle), 0))));
            tally.Add((worst / (input.Constant * SingleNeuronLaw.BestError(angle))) - 1);
        }

        return tally;
    }

    /// <summary>
    /// Theorem 2: the smallest s by the formula, with its summand the constant 1, is the smallest with 2·2^{2sd} &gt; (1/(2ε))^{d²} in
    /// whole numbers.
    /// </summary>
    public static CheckTally Counting(CheckInput input)
    {
        var draws = new Draws(input, 52);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            int dimension = draws.Integer(1, 12);
            int ratio = draws.Integer(2, 1000);
            double bound = ((dimension * dimension * Math.Log2(ratio)) - input.Constant) / (2.0 * dimension);
            int width = (int)Math.Floor(bound) + 1;
            bool smallest = ParameterCounting.Suffices(width, dimension, ratio)
                && (width == 0 || !ParameterCounting.Suffices(width - 1, dimension, ratio));
            tally.Add(smallest ? 0 : -1);
        }

        return tally;
    }

    /// <summary>Lemma 4: the share of products XY up to a place is ½ + constant·(z − z ln|z|), the constant being ½.</summary>
    public static CheckTally Product(CheckInput input)
    {
        var draws = new Draws(input, 53);
        var tally = new CheckTally();
        double[] places = [-0.9, -0.5, -0.1, -0.01, 0, 0.01, 0.1, 0.5, 0.9];
        long[] counts = new long[places.Length];
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double product = draws.Uniform() * draws.Uniform(-1, 1);
            for (int i = 0; i < places.Length; i++)
            {
                if (product <= places[i]) counts[i]++;
            }
        }

        for (int i = 0; i < places.Length; i++)
            tally.AddFrequency(counts[i], input.Trials, 0.5 + (2 * input.Constant * (ProductLaw.Cumulative(places[i]) - 0.5)));
        return tally;
    }

    /// <summary>Corollary 1: the density is at least the constant ½ ln 2 on [−½, ½].</summary>
    public static CheckTally UniformPart(CheckInput input)
    {
        var draws = new Draws(input, 54);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
            tally.Add((ProductLaw.Density(trial == 0 ? 0.5 : draws.Uniform(-0.5, 0.5)) / input.Constant) - 1);
        return tally;
    }
}
