using System.Collections.Immutable;

namespace Espalier.Certificates.Chains;

/// <summary>Stacks two networks into one: the shallower one waits where its values pass a ReLU unchanged.</summary>
internal sealed class StackedChain
{
    /// <summary>The most entries of a stacked matrix: 1 GiB.</summary>
    private const long MostEntries = 1 << 27;

    private readonly List<PairStage> _stages = [];
    private readonly Side _a;
    private readonly Side _b;

    private StackedChain(ReluChain a, ReluChain b)
    {
        _a = new Side(a);
        _b = new Side(b);
    }

    public static ImmutableArray<PairStage> Of(ReluChain a, ReluChain b)
    {
        var stack = new StackedChain(a, b);
        while (!stack._a.IsDone || !stack._b.IsDone) stack.Step();
        stack.Subtract(a.Outputs);
        return [.. stack._stages];
    }

    private void Step()
    {
        (AffineStage a, AffineStage b) = Next();
        AffineStage both = Beside(a, b, shareInputs: _stages.Count == 0);
        _stages.Add(new PairStage(both, both));
    }

    private (AffineStage A, AffineStage B) Next()
    {
        if (_a.MustWaitFor(_b)) return (_a.Wait(_b.NextIsRectified), _b.Advance());
        if (_b.MustWaitFor(_a)) return Exchanged((_b.Wait(_a.NextIsRectified), _a.Advance()));
        if (!_a.IsDone && !_b.IsDone && _a.NextIsRectified == _b.NextIsRectified) return (_a.Advance(), _b.Advance());

        // One has an affine map to pass before the two meet at a ReLU or at the end.
        bool first = _b.IsDone || (!_a.IsDone && !_a.NextIsRectified);
        return first ? (_a.Advance(), _b.Wait(rectified: false)) : (_a.Wait(rectified: false), _b.Advance());
    }

    private static (AffineStage A, AffineStage B) Exchanged((AffineStage B, AffineStage A) stages) => (stages.A, stages.B);

    /// <summary>[I, −I] beside 0, on values that may stand there as positive and negative parts.</summary>
    private void Subtract(int outputs)
    {
        int width = _a.Width + _b.Width;
        var weights = new double[outputs * width];
        for (int i = 0; i < outputs; i++)
        {
            _a.AddValue(weights.AsSpan(i * width, _a.Width), i, 1);
            _b.AddValue(weights.AsSpan((i * width) + _a.Width, _b.Width), i, -1);
        }

        var none = new AffineStage(outputs, width, new double[weights.Length], new double[outputs], rectified: false);
        _stages.Add(new PairStage(new AffineStage(outputs, width, weights, new double[outputs], rectified: false), none));
    }

    /// <summary>Both maps as one. The first stage reads the same inputs for both.</summary>
    private static AffineStage Beside(AffineStage a, AffineStage b, bool shareInputs)
    {
        int inputs = shareInputs ? a.Inputs : a.Inputs + b.Inputs;
        RequireSize((long)a.Outputs + b.Outputs, inputs);
        var weights = new double[(a.Outputs + b.Outputs) * inputs];
        for (int i = 0; i < a.Outputs; i++) a.Weights.AsSpan(i * a.Inputs, a.Inputs).CopyTo(weights.AsSpan(i * inputs));
        for (int i = 0; i < b.Outputs; i++) b.Weights.AsSpan(i * b.Inputs, b.Inputs).CopyTo(weights.AsSpan(((a.Outputs + i) * inputs) + (shareInputs ? 0 : a.Inputs)));
        return new AffineStage(a.Outputs + b.Outputs, inputs, weights, [.. a.Bias, .. b.Bias], a.Rectified);
    }

    private static void RequireSize(long outputs, long inputs)
    {
        if (outputs * inputs > MostEntries)
        {
            throw new InvalidInputException(
                "networks", null, $"their structures differ, and stacked they have a matrix of {outputs * inputs} entries", "compare networks of one structure, such as a target and its folded ticket");
        }
    }

    /// <summary>One of the networks, as far as it has been stacked.</summary>
    private sealed class Side(ReluChain chain)
    {
        private int _next;
        private int _width = chain.Inputs;
        private bool _isPositive;

        /// <summary>Whether every value v stands there as relu(v) and relu(−v).</summary>
        private bool _isSplit;

        public int Width => _isSplit ? 2 * _width : _width;

        public bool IsDone => _next == chain.Stages.Length;

        public bool NextIsRectified => chain.Stages[_next].Rectified;

        private int ReluStagesLeft => chain.Stages.Skip(_next).Count(stage => stage.Rectified);

        /// <summary>Whether the other network has more ReLUs to come, and this one may wait (or has nothing else to do).</summary>
        public bool MustWaitFor(Side other)
        {
            int left = ReluStagesLeft;
            return left < other.ReluStagesLeft && (_isPositive || left == 0);
        }

        public AffineStage Advance()
        {
            AffineStage stage = chain.Stages[_next++];
            AffineStage advanced = _isSplit ? stage.AfterSplit() : stage;
            _width = stage.Outputs;
            _isPositive = stage.Rectified;
            _isSplit = false;
            return advanced;
        }

        /// <summary>The values stay. Where a ReLU would cut the negative ones, they are split first.</summary>
        public AffineStage Wait(bool rectified)
        {
            RequireSize(2L * Width, Width);
            if (!rectified || _isPositive || _isSplit) return AffineStage.Identity(Width, rectified);
            _isSplit = true;
            return AffineStage.Split(_width);
        }

        public void AddValue(Span<double> row, int value, double factor)
        {
            row[value] = factor;
            if (_isSplit) row[_width + value] = -factor;
        }
    }
}
