namespace Espalier.Neurons.Circle;

/// <summary>
/// The lines of all neurons and of the target over half a circle, beginning with the target's, and further directions between
/// them where lines are far apart. Indices below 0 and beyond go round: half a turn on, directions and changes are negated.
/// </summary>
internal sealed class HalfCircle
{
    /// <summary>
    /// No two neighbouring directions are further apart than π over this, so that |⟨g, x⟩| between them exceeds its ends by 0.1 % at most.
    /// </summary>
    private const int LeastDirections = 40;

    /// <summary>How many directions an <see cref="ArcStep"/> looks at; more cost what they save.</summary>
    private const int DirectionsAhead = 6;

    public const int TargetLine = -1;
    public const int NoLine = -2;

    private HalfCircle(List<Line> lines, double mass)
    {
        Lines = [.. lines];
        Mass = mass;
        for (int i = 0; i < Lines.Length; i++)
        {
            if (Lines[i].Neuron < 0) continue;
            Lines[i].Bit = Neurons.Count;
            Neurons.Add(Lines[i].Neuron);
        }
    }

    public Line[] Lines { get; }

    public int Count => Lines.Length;

    /// <summary>Which neuron each bit of a mask stands for.</summary>
    public List<int> Neurons { get; } = [];

    /// <summary>Whether a mask can tell the neurons apart.</summary>
    public bool HasMasks => Neurons.Count <= CircleSubsetSearch.MostNeurons;

    /// <summary>Σ ‖α_j w_j‖ + ‖w*‖: no gradient is larger.</summary>
    public double Mass { get; }

    /// <summary>More than rounding can change a value in any sum of this search.</summary>
    public double Slack => 2e-14 * (Count + 8) * Mass;

    /// <summary>Takes neurons that are not constant 0; the target must not be 0.</summary>
    public static HalfCircle Of(NeuronProblem problem, ReadOnlySpan<int> neurons)
    {
        int count = neurons.Length + 1;
        double[] vectors = new double[2 * count];
        problem.Target.CopyTo(vectors);
        for (int i = 0; i < neurons.Length; i++) problem.Weight(neurons[i]).CopyTo(vectors.AsSpan(2 * (i + 1)));
        var order = new CircleOrder(vectors, count);
        int start = Array.IndexOf(order.Sorted, 0);
        var lines = new List<Line>();
        double mass = 0;
        for (int i = 0; i < count; i++)
        {
            // Behind the half-turn at the end of the order every line comes again, the other way round.
            int k = order.Sorted[(start + i) % count];
            double sign = start + i < count ? 1 : -1;
            double coefficient = k == 0 ? -1 : problem.Coefficients[neurons[k - 1]];
            double turn = sign * order.Turn[k];
            var line = new Line
            {
                X = sign * order.UnitX[k],
                Y = sign * order.UnitY[k],
                ChangeX = turn * coefficient * vectors[2 * k],
                ChangeY = turn * coefficient * vectors[(2 * k) + 1],
                ActiveBefore = turn < 0,
                Neuron = k == 0 ? TargetLine : neurons[k - 1],
            };
            Fill(lines, line);
            lines.Add(line);
            mass += Math.Sqrt((line.ChangeX * line.ChangeX) + (line.ChangeY * line.ChangeY));
        }

        Fill(lines, lines[0].Opposite());
        return new HalfCircle(lines, mass);
    }

    /// <summary>The line of any index, negated after an odd number of half-turns.</summary>
    public Line At(int index)
    {
        int turns = Math.DivRem(index, Count, out int rest);
        if (rest < 0)
        {
            rest += Count;
            turns--;
        }

        return (turns & 1) == 0 ? Lines[rest] : Lines[rest].Opposite();
    }

    /// <summary>The neurons of a mask, ascending.</summary>
    public int[] Kept(UInt128 mask)
    {
        var kept = new List<int>();
        for (int bit = 0; bit < Neurons.Count; bit++)
        {
            if (((mask >> bit) & 1) != 0) kept.Add(Neurons[bit]);
        }

        kept.Sort();
        return [.. kept];
    }

    /// <summary>What bounds |h| beyond a line just decided: the directions next to it, and what undecided lines before each can add there.</summary>
    public Strip[] Ahead(int index, bool left)
    {
        int step = left ? -1 : 1;
        var strips = new Strip[DirectionsAhead];
        for (int j = 0; j < strips.Length; j++)
        {
            Line there = At(index + (step * (j + 1)));
            strips[j] = new Strip { X = there.X, Y = there.Y };
            for (int i = 0; i < j; i++)
            {
                Line between = At(index + (step * (i + 1)));
                if (between.Neuron == NoLine) continue;
                double change = step * ((between.ChangeX * there.X) + (between.ChangeY * there.Y));
                if (change < 0 || between.Neuron == TargetLine) strips[j].Low += change;
                if (change > 0 || between.Neuron == TargetLine) strips[j].High += change;
            }
        }

        return strips;
    }

    /// <summary>The largest |h| of a subset over the circle, in plain float64; gives up, with a larger number, beyond a limit.</summary>
    public double Error(UInt128 mask, double limit)
    {
        double ax = 0;
        double ay = 0;
        double bx = 0;
        double by = 0;
        foreach (ref readonly Line line in Lines.AsSpan())
        {
            if (!line.IsIn(mask)) continue;
            if (line.ActiveBefore)
            {
                ax -= line.ChangeX;
                ay -= line.ChangeY;
            }
            else
            {
                bx -= line.ChangeX;
                by -= line.ChangeY;
            }
        }

        double largest = 0;
        for (int i = 0; i < Lines.Length && largest <= limit; i++)
        {
            ref readonly Line line = ref Lines[i];
            if (line.IsIn(mask))
            {
                ax += line.ChangeX;
                ay += line.ChangeY;
                bx += line.ChangeX;
                by += line.ChangeY;
            }

            Line next = i + 1 < Lines.Length ? Lines[i + 1] : Lines[0].Opposite();
            largest = Math.Max(largest, Math.Max(OnArc(line, next, ax, ay), OnArc(line, next, bx, by)));
        }

        return largest;
    }

    private static double OnArc(Line line, Line next, double gx, double gy)
    {
        double left = (line.X * gy) - (line.Y * gx);
        double right = (gx * next.Y) - (gy * next.X);
        return left * right > 0 ? Math.Sqrt((gx * gx) + (gy * gy)) : Math.Abs((line.X * gx) + (line.Y * gy));
    }

    /// <summary>Adds directions between the last line and the next so that no gap is wide.</summary>
    private static void Fill(List<Line> lines, Line next)
    {
        if (lines.Count == 0) return;
        Line last = lines[^1];
        double gap = Math.Atan2((last.X * next.Y) - (last.Y * next.X), (last.X * next.X) + (last.Y * next.Y));
        int parts = (int)Math.Ceiling(Math.Abs(gap) * LeastDirections / Math.PI);
        for (int i = 1; i < parts; i++)
        {
            (double sin, double cos) = Math.SinCos(gap * i / parts);
            lines.Add(new Line { X = (last.X * cos) - (last.Y * sin), Y = (last.X * sin) + (last.Y * cos), Neuron = NoLine });
        }
    }

    /// <summary>A direction, and the least and the most that undecided lines add to the value there.</summary>
    internal struct Strip
    {
        public double X;
        public double Y;
        public double Low;
        public double High;
    }

    /// <summary>A direction at which values are bounded and, unless it only fills a gap, gradients change.</summary>
    internal struct Line
    {
        /// <summary>The direction, a unit vector.</summary>
        public double X;

        /// <inheritdoc cref="X"/>
        public double Y;

        /// <summary>What the gradient of a kept piece changes by when the line is crossed.</summary>
        public double ChangeX;

        /// <inheritdoc cref="ChangeX"/>
        public double ChangeY;

        /// <summary>Whether the piece is active before the line (and silent behind it).</summary>
        public bool ActiveBefore;

        /// <summary>The neuron, or <see cref="TargetLine"/> or <see cref="NoLine"/>.</summary>
        public int Neuron;

        /// <summary>The bit of the neuron in masks.</summary>
        public int Bit;

        /// <summary>Whether a subset has this piece; the target always is one.</summary>
        public readonly bool IsIn(UInt128 mask) => Neuron == TargetLine || (Neuron >= 0 && ((mask >> Bit) & 1) != 0);

        public readonly Line Opposite() => this with { X = -X, Y = -Y, ChangeX = -ChangeX, ChangeY = -ChangeY, ActiveBefore = !ActiveBefore };
    }
}
