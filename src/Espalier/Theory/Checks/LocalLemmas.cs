namespace Espalier.Theory.Checks;

/// <summary>
/// Lemmas 1, 2 and 6 of Ferre' et al., on one interval; every instance is decided exactly, and every second one is built to be as tight as
/// can be.
/// </summary>
internal static class LocalLemmas
{
    /// <summary>Lemma 1: where the target is affine, a function misses it by at least its own distance from affine, times the constant 1.</summary>
    public static CheckTally BrokenBin(CheckInput input)
    {
        var draws = new Draws(input, 1);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double low = draws.Uniform(-2, 2);
            double high = low + draws.Uniform(0.01, 1);
            double slope = draws.Normal();
            double breakpoint = draws.Integer(0, 1) == 0 ? low - draws.Uniform() : high + draws.Uniform();
            double Target(double t) => Math.Max(slope * (t - breakpoint), 0);
            PiecewiseLinear h = trial % 2 == 0
                ? PiecewiseLinear.OfKinks(low, high, draws.Normal(), draws.Normal(), draws.Kinks(draws.Integer(1, 8), low, high))
                : Zigzag(low, high, draws.Integer(1, 6), draws.Uniform(0.01, 1));
            double missed = 0;
            for (int i = 0; i < h.Knots.Length; i++)
            {
                double value = trial % 2 == 0 ? h.Values[i] : h.Values[i] + Target(h.Knots[i]);
                missed = Math.Max(missed, Math.Abs(value - Target(h.Knots[i])));
            }

            tally.Add((missed / h.BestAffine().Error) - input.Constant);
        }

        return tally;
    }

    /// <summary>Lemma 2: an affine function misses the kink of σ(a·t) on [−δ, δ] by at least |a|δ times the constant ¼.</summary>
    public static CheckTally NeededBreakpoint(CheckInput input)
    {
        var draws = new Draws(input, 2);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double slope = draws.Normal();
            double half = draws.Uniform(0.001, 1);
            PiecewiseLinear target = PiecewiseLinear.OfNeurons(-half, half, [(slope, 0, 1)]);
            AffineFit best = target.BestAffine();
            double tilt = trial % 2 == 0 ? 0 : 0.1 * draws.Normal();
            double shift = trial % 2 == 0 ? 0 : 0.1 * draws.Normal();
            double missed = 0;
            for (int i = 0; i < target.Knots.Length; i++)
                missed = Math.Max(missed, Math.Abs(target.Values[i] - best.At(target.Knots[i]) - shift - (tilt * target.Knots[i])));
            tally.Add((missed / (input.Constant * Math.Abs(slope) * half)) - 1);
        }

        return tally;
    }

    /// <summary>Lemma 6 in an affine bin with the kink in the middle half: the error is at least γε times the constant 1/16.</summary>
    public static CheckTally SteepKink(CheckInput input) => SteepKink(input, margin: 0.25);

    /// <summary>Lemma 6 as printed, with the kink anywhere in the bin.</summary>
    public static CheckTally SteepKinkAnywhere(CheckInput input) => SteepKink(input, margin: 0);

    /// <summary>Lemma 6 as used: a bin within γε·c of affine, c the constant, is farther than that once a kink γ is in its middle half.</summary>
    public static CheckTally SteepKinkInUnbrokenBin(CheckInput input)
    {
        var draws = new Draws(input, 4);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double width = draws.Uniform(0.01, 1);
            double gamma = draws.Uniform(0.01, 2);
            bool adversarial = trial % 2 == 0;
            double place = width * (adversarial ? draws.Choose<double>([0.25, 0.75]) : draws.Uniform(0.25, 0.75));
            Kink[] before = adversarial ? [new(place, -1)] : draws.Kinks(draws.Integer(1, 4), 0, width);
            double error = PiecewiseLinear.OfKinks(0, width, 0, 0, before).BestAffine().Error;
            double scale = input.Constant * gamma * width * (adversarial ? 1 : draws.Uniform()) / error;
            Kink[] after = [.. before.Select(kink => kink with { Jump = scale * kink.Jump }), new(place, gamma)];
            double left = PiecewiseLinear.OfKinks(0, width, draws.Normal(), draws.Normal(), after).BestAffine().Error;
            tally.Add((left / (input.Constant * gamma * width)) - 1);
        }

        return tally;
    }

    private static CheckTally SteepKink(CheckInput input, double margin)
    {
        var draws = new Draws(input, 3);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double width = draws.Uniform(0.01, 1);
            double gamma = draws.Uniform(0.01, 2);
            double low = draws.Uniform(-2, 2);
            double share = trial % 2 == 0 ? Math.Max(margin, 1e-3) : draws.Uniform(margin, 1 - margin);
            double jump = gamma * (trial % 2 == 0 ? 1 : 1 + draws.Uniform()) * (draws.Integer(0, 1) == 0 ? 1 : -1);
            AffineFit fit = PiecewiseLinear.OfKinks(
                low, low + width, draws.Normal(), draws.Normal(), [new(low + (share * width), jump)]).BestAffine();
            tally.Add((fit.Error / (input.Constant * gamma * width)) - 1);
        }

        return tally;
    }

    /// <summary>A function that swings evenly about 0, so that 0 is its best affine approximation.</summary>
    private static PiecewiseLinear Zigzag(double low, double high, int swings, double size)
    {
        double step = (high - low) / (swings + 1);
        double slope = 2 * size / step;
        var kinks = new Kink[swings];
        for (int i = 0; i < swings; i++) kinks[i] = new(low + ((i + 1) * step), i % 2 == 0 ? -2 * slope : 2 * slope);
        return PiecewiseLinear.OfKinks(low, high, -size, slope, kinks);
    }
}
