using Espalier.Theory.Proven;

namespace Espalier.Theory.Checks;

/// <summary>Lemma W, its law, and its form for every arrangement, where witnesses can be counted exactly: on a line and on a circle.</summary>
internal static class WitnessChecks
{
    /// <summary>A witness of η leaves every network at least η/(2 + 2√(1 + η²)), times the constant 1, on the plane of w* and the witness.</summary>
    public static CheckTally Bound(CheckInput input)
    {
        var draws = new Draws(input, 70);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            int dimension = draws.Integer(2, 6);
            double[] witness = draws.Direction(dimension);
            witness[0] = 0;
            double norm = Math.Sqrt(witness.Sum(x => x * x));
            var network = new List<(double Angle, double Coefficient)> { (0, -1) };
            double eta = double.PositiveInfinity;
            for (int left = draws.Integer(1, 5); left > 0; left--)
            {
                double[] weights = draws.Normals(dimension);
                double across = weights.Zip(witness, (a, b) => a * b).Sum() / norm;
                eta = Math.Min(eta, Math.Abs(across / weights[0]));
                double angle = Math.Atan2(across, weights[0]);
                // With the best coefficient for a pair of mirrored lines, or any.
                double coefficient = draws.Normal() * Math.Sqrt((across * across) + (weights[0] * weights[0]));
                network.Add((angle, coefficient));
            }

            if (trial % 2 == 0)
            {
                eta = draws.Uniform(0.01, 3);
                network = PlaneNetwork.Tight(Math.Atan(eta));
            }

            if (eta < 1e-6) continue;
            tally.Add((PlaneNetwork.Supremum(network) / (input.Constant * WitnessBound.Error(eta))) - 1);
        }

        return tally;
    }

    /// <summary>No witness is found at most as often as the law allows: p counted by the constant 1 times N neurons; at d = 2 it is exact.</summary>
    public static CheckTally Law(CheckInput input)
    {
        var draws = new Draws(input, 71);
        var tally = new CheckTally();
        (int, double, int)[] settings = [(2, 0.05, 5), (2, 0.01, 30), (3, 0.1, 4), (3, 0.03, 30), (3, 0.01, 140)];
        foreach ((int dimension, double epsilon, int width) in settings)
        {
            double eta = WitnessBound.Eta(epsilon);
            int trials = Math.Max(1, dimension == 2 ? input.Trials : input.Trials / 10);
            long none = 0;
            for (int trial = 0; trial < trials; trial++)
            {
                var zones = new CircleZones(draws, dimension, width);
                none += zones.HasWitness(eta) ? 0 : 1;
            }

            double logKept = dimension == 2
                ? input.Constant * width * double.LogP1(-2 / Math.PI * Math.Atan(eta))
                : -WitnessLaw.Of(dimension, epsilon, conditioned: epsilon < 0.1).LogMoment(Math.Max(1, input.Constant * width));
            tally.AddAtMost(none, trials, Math.Log(-double.ExpM1(logKept)));
        }

        return tally;
    }

    /// <summary>
    /// Zones whose widths add up to less than π leave a witness: the largest η is at least the constant 1 times the bound's.
    /// Equal zones attain it.
    /// </summary>
    public static CheckTally Arrangements(CheckInput input)
    {
        var draws = new Draws(input, 72);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            int width = draws.Integer(1, 8);
            CircleZones zones = trial % 2 == 0 ? CircleZones.Equal(width + 1, draws.Uniform(0.1, 10)) : new CircleZones(draws, 3, width);
            tally.Add((zones.LargestEta() / (input.Constant * ArrangementBound.Eta(zones.Cotangents))) - 1);
        }

        return tally;
    }
}
