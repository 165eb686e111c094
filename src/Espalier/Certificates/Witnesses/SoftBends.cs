using Espalier.Certificates.Steps;

namespace Espalier.Certificates.Witnesses;

/// <summary>ReLUs that bend over a width, for gradients alone.</summary>
/// <remarks>
/// Where b changes its sign, relu(b + d) − relu(b) passes from 0 to d within the width of d, which is small: nearly everywhere its gradient says
/// nothing about that step. Bent over the width by which b varies, both ReLUs show it from afar. The width shrinks as an ascent goes on.
/// </remarks>
internal sealed class SoftBends
{
    private readonly double[][] _widths;

    private SoftBends(StepGraph graph) => _widths = [.. graph.Steps.Select(static step => new double[step.Rectified ? step.Outputs : 0])];

    /// <summary>The width as a multiple of how far values before a ReLU were from their mean; 0 measures that.</summary>
    public double Share { get; set; }

    /// <summary>One width for both networks, where their ReLUs can be told to be alike; or null.</summary>
    public static SoftBends? Of(StepGraph a, StepGraph b)
    {
        bool areAlike = a.Steps.Length == b.Steps.Length && a.Steps.Zip(b.Steps).All(static pair =>
            pair.First.Rectified == pair.Second.Rectified && pair.First.Outputs == pair.Second.Outputs);
        return areAlike ? new SoftBends(a) : null;
    }

    /// <summary>Rectifies the values of a step, row after row.</summary>
    public void Rectify(int step, Span<double> values)
    {
        double[] widths = _widths[step];
        if (Share == 0) Measure(widths, values);
        for (int row = 0; row < values.Length; row += widths.Length)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                double width = Share * widths[i];
                ref double z = ref values[row + i];
                if (z <= -width) z = 0;
                else if (z < width) z = (z + width) * (z + width) / (4 * width);
            }
        }
    }

    /// <summary>Multiplies gradients by slopes, (z + width)/(2·width) inside the width, which is √(value/width).</summary>
    public void Slow(int step, Span<double> gradients, ReadOnlySpan<double> values)
    {
        double[] widths = _widths[step];
        for (int row = 0; row < values.Length; row += widths.Length)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                (double width, double value) = (Share * widths[i], values[row + i]);
                if (value <= 0) gradients[row + i] = 0;
                else if (value < width) gradients[row + i] *= Math.Sqrt(value / width);
            }
        }
    }

    private static void Measure(double[] widths, ReadOnlySpan<double> values)
    {
        int rows = values.Length / widths.Length;
        for (int i = 0; i < widths.Length; i++)
        {
            (double mean, double squares) = (0, 0);
            for (int row = 0; row < rows; row++) mean += values[(row * widths.Length) + i] / rows;
            for (int row = 0; row < rows; row++) squares += Math.Pow(values[(row * widths.Length) + i] - mean, 2) / rows;
            widths[i] = Math.Sqrt(squares);
        }
    }
}
