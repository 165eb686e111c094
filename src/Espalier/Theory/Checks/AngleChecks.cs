using Espalier.Theory.Proven;

namespace Espalier.Theory.Checks;

/// <summary>Theorem A, the constants behind it, and both bounds of Lemma P.</summary>
internal static class AngleChecks
{
    /// <summary>
    /// E_m lies between the certified number, times the constant 1, and the error of an actual polynomial; the explicit bound
    /// lies below.
    /// </summary>
    public static CheckTally Constants(CheckInput input)
    {
        var tally = new CheckTally();
        for (int degree = 0; degree <= Math.Min(128, input.Trials); degree += 2)
        {
            double certified = AbsoluteValueApproximation.LowerBound(degree);
            tally.Add((AbsoluteValueApproximation.Estimate(degree) / (input.Constant * certified)) - 1);
            tally.Add((certified / (input.Constant * AbsoluteValueApproximation.Explicit(degree))) - 1);
        }

        return tally;
    }

    /// <summary>In the plane the error is at least ½·tan(ρ/2), times the constant 1; four lines attain it.</summary>
    public static CheckTally InThePlane(CheckInput input)
    {
        var draws = new Draws(input, 60);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double rho = draws.Uniform(0.01, 1.5);
            List<(double, double)> network = trial % 2 == 0 ? PlaneNetwork.Tight(rho) : Random(draws, rho);
            tally.Add((PlaneNetwork.Supremum(network) / (input.Constant * AngleBound.Error(2, Math.Sin(rho)))) - 1);
        }

        return tally;
    }

    /// <summary>
    /// In d = 4 … 10 dimensions the average of a network over the rotations that fix w* misses by ½·E_m·sin ρ, times the constant 1, somewhere at an
    /// angle of at most ρ from w*^⊥: for random coefficients, and for those that make the average the best polynomial.
    /// </summary>
    public static CheckTally Averaged(CheckInput input)
    {
        var draws = new Draws(input, 61);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            int dimension = 2 * draws.Integer(2, 5);
            double rho = trial % 2 == 0 ? draws.Uniform(0.02, 0.1) : draws.Uniform(0.02, 1.2);
            double[] angles = [.. Enumerable.Range(0, dimension / 2).Select(i => Math.Atan(Math.Tan(rho) * (1 + (2.0 * i / dimension))))];
            var orbit = new RotationAverage(dimension, angles);
            double[] coefficients = trial % 2 == 0 ? orbit.BestCoefficients(Math.Tan(rho)) : draws.Normals(angles.Length);
            tally.Add((orbit.LargestError(coefficients, rho) / (input.Constant * AngleBound.Error(dimension, Math.Sin(rho)))) - 1);
        }

        return tally;
    }

    /// <summary>Lemma P, first bound: a kept coefficient is at most the constant 1 times 2ε(s + √(1 + s²)).</summary>
    public static CheckTally Planks(CheckInput input) =>
        Coefficients(input, 62, static (error, cotangents, _) => PlankBound.LargestCoefficient(error, cotangents));

    /// <summary>Lemma P, second bound: a kept coefficient is at most the constant 1 times ε/(½·tan(ρ/2)) in the plane.</summary>
    public static CheckTally PlanksByAngle(CheckInput input) =>
        Coefficients(input, 63, static (error, _, sine) => AngleBound.LargestCoefficient(2, error, sine));

    private static List<(double Angle, double Coefficient)> Random(Draws draws, double rho)
    {
        List<(double, double)> network = [(0, -1)];
        for (int left = draws.Integer(0, 5); left > 0; left--)
            network.Add((draws.Uniform(rho, Math.PI - rho) * draws.Choose([1.0, -1]), draws.Normal()));
        return network;
    }

    private static CheckTally Coefficients(CheckInput input, uint check, Func<double, double, double, double> bound)
    {
        var draws = new Draws(input, check);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double rho = draws.Uniform(0.01, 1.5);
            List<(double Angle, double Coefficient)> network = trial % 2 == 0 ? PlaneNetwork.Tight(rho) : Random(draws, 0.01);
            double error = PlaneNetwork.Supremum(network);
            for (int j = 0; j < network.Count; j++)
            {
                double[] sines = [.. network.Where((_, i) => i != j).Select(other => Math.Abs(Math.Sin(other.Angle - network[j].Angle)))];
                double cotangents = network.Where((_, i) => i != j).Sum(other => Math.Abs(1 / Math.Tan(other.Angle - network[j].Angle)));
                double sine = sines.Append(1).Min();
                if (sine < 1e-9 || error < 1e-9 || network[j].Coefficient == 0) continue;
                tally.Add((input.Constant * bound(error, cotangents, sine) / Math.Abs(network[j].Coefficient)) - 1);
            }
        }

        return tally;
    }
}
