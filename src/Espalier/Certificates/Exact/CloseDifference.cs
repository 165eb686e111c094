using Espalier.Numerics;

namespace Espalier.Certificates.Exact;

/// <summary>The difference of two large networks at an input, enclosed closely. The last input is remembered.</summary>
internal sealed class CloseDifference(NetworkPair pair)
{
    private readonly Lock _lock = new();
    private double[]? _point;
    private double[] _lower = [], _upper = [];

    /// <summary>A lower bound on the measure of the difference at a point; its least possible value where the work was stopped.</summary>
    public double At(DifferenceQuestion question, ReadOnlySpan<double> point, int threads, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_point is null || !point.SequenceEqual(_point))
            {
                if (new CloseForward(pair.StepsA, threads).Run(point, cancel) is not { } a) return question.Measure.Floor;
                if (new CloseForward(pair.StepsB, threads).Run(point, cancel) is not { } b) return question.Measure.Floor;
                double missed = Outward.AddUp(a.Missed, b.Missed);
                _lower = [.. Enumerable.Range(0, pair.Outputs).Select(i => Below(a, b, i, missed))];
                _upper = [.. Enumerable.Range(0, pair.Outputs).Select(i => -Below(b, a, i, missed))];
                _point = point.ToArray();
            }

            return question.Measure.Least(_lower, _upper);
        }
    }

    private static double Below(CloseForward.Value a, CloseForward.Value b, int i, double missed)
    {
        double value = Outward.SubtractDown(a.High[i], b.High[i]);
        value = Outward.SubtractDown(Outward.AddDown(value, a.Low[i]), b.Low[i]);
        return Outward.SubtractDown(value, missed);
    }
}
