using System.Runtime.Intrinsics;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums.Coded;

/// <summary>The search against enumeration of every path, and every width of vectors against the scalar twin, bit for bit.</summary>
public sealed class TrellisTests
{
    [Theory]
    [InlineData(4, 1, 7)]
    [InlineData(5, 2, 4)]
    [InlineData(6, 2, 4)]
    [InlineData(6, 3, 3)]
    [InlineData(8, 4, 2)]
    [InlineData(10, 5, 1)]
    public void The_search_finds_the_least_cost_of_all_paths(int window, int bits, int weights)
    {
        for (uint trial = 0; trial < 4; trial++)
        {
            Instance instance = new(window, bits, weights, trial);
            for (int start = Trellis.Free; start < Math.Min(3, instance.Prefixes); start++)
                for (int end = Trellis.Free; end < Math.Min(3, instance.Prefixes); end++)
                {
                    (float cost, int startFound, byte[] symbols) = instance.Search(instance.Widest(), start, end);
                    float least = instance.LeastByEnumeration(start, end);
                    Assert.Equal(least, cost);
                    if (float.IsInfinity(least)) continue;
                    Assert.Equal(cost, instance.Cost(startFound, symbols));
                    if (start != Trellis.Free) Assert.Equal(start, startFound);
                    if (end != Trellis.Free) Assert.Equal(end, instance.EndOf(startFound, symbols));
                }
        }
    }

    [Fact]
    public void Among_equal_paths_the_smallest_prefix_and_then_the_smallest_leaving_bits_win()
    {
        var instance = new Instance(6, 2, 5, 0, value: 1);
        (_, int start, byte[] symbols) = instance.Search(instance.Widest(), Trellis.Free, Trellis.Free);
        Assert.Equal(0, start);
        Assert.All(symbols, symbol => Assert.Equal(0, symbol));
    }

    [Theory]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(9, 3)]
    [InlineData(9, 4)]
    [InlineData(10, 5)]
    [InlineData(11, 1)]
    [InlineData(11, 2)]
    [InlineData(11, 3)]
    [InlineData(11, 4)]
    [InlineData(12, 5)]
    public void Every_width_finds_the_path_of_the_scalar_twin(int window, int bits)
    {
        var instance = new Instance(window, bits, 40, 7);
        (float cost, int start, byte[] symbols) = instance.Search(TrellisKernels.Scalar(bits), Trellis.Free, Trellis.Free);
        List<ITrellisKernel> kernels =
            [TrellisKernels.Widest(window, bits), TrellisKernels.OfLanes<TrellisLanes128, Vector128<float>, Vector128<int>>(bits)];
        if (window - bits >= 4) kernels.Add(TrellisKernels.OfLanes<TrellisLanes256, Vector256<float>, Vector256<int>>(bits));
        if (window - bits >= 5) kernels.Add(TrellisKernels.OfLanes<TrellisLanes512, Vector512<float>, Vector512<int>>(bits));
        foreach (ITrellisKernel kernel in kernels)
        {
            (float otherCost, int otherStart, byte[] otherSymbols) = instance.Search(kernel, Trellis.Free, Trellis.Free);
            Assert.Equal(BitConverter.SingleToInt32Bits(cost), BitConverter.SingleToInt32Bits(otherCost));
            Assert.Equal(start, otherStart);
            Assert.Equal(symbols, otherSymbols);
        }
    }

    /// <summary>Random values, targets and counts.</summary>
    private sealed class Instance
    {
        private readonly int _window;
        private readonly int _bits;
        private readonly float[] _values;
        private readonly float[] _factors;
        private readonly float[] _shifts;

        public Instance(int window, int bits, int weights, uint trial, float? value = null)
        {
            (_window, _bits) = (window, bits);
            _values = new float[1 << window];
            _factors = new float[weights];
            _shifts = new float[weights];
            new RandomStream(1, trial, StreamPurpose.Experiment).FillNormal(0, _values);
            new RandomStream(2, trial, StreamPurpose.Experiment).FillUniform(0, 0.1f, 2f, _factors);
            new RandomStream(3, trial, StreamPurpose.Experiment).FillNormal(0, _shifts);
            if (value is float same) Array.Fill(_values, same);
        }

        public int Prefixes => 1 << (_window - _bits);

        public ITrellisKernel Widest() => TrellisKernels.Widest(_window, _bits);

        public (float Cost, int Start, byte[] Symbols) Search(ITrellisKernel kernel, int start, int end)
        {
            var trellis = new Trellis(_window, _bits, _values, kernel);
            var workspace = new Trellis.Workspace();
            (int last, float cost) = trellis.Search(workspace, _factors, _shifts, start, end);
            var symbols = new byte[_factors.Length];
            return (cost, trellis.Trace(workspace, 0, symbols.Length, last, symbols), symbols);
        }

        /// <summary>Every start and every sequence of symbols.</summary>
        public float LeastByEnumeration(int start, int end)
        {
            float least = float.PositiveInfinity;
            var symbols = new byte[_factors.Length];
            for (int prefix = 0; prefix < Prefixes; prefix++)
            {
                if (start != Trellis.Free && prefix != start) continue;
                for (int word = 0; word < 1 << (_bits * symbols.Length); word++)
                {
                    for (int t = 0; t < symbols.Length; t++) symbols[t] = (byte)((word >> (_bits * t)) & ((1 << _bits) - 1));
                    if (end == Trellis.Free || EndOf(prefix, symbols) == end) least = Math.Min(least, Cost(prefix, symbols));
                }
            }

            return least;
        }

        public float Cost(int prefix, byte[] symbols)
        {
            float cost = 0;
            int window = prefix;
            for (int t = 0; t < symbols.Length; t++)
            {
                window = ((window << _bits) | symbols[t]) & ((1 << _window) - 1);
                float difference = MathF.FusedMultiplyAdd(_factors[t], _values[window], _shifts[t]);
                cost = MathF.FusedMultiplyAdd(difference, difference, cost);
            }

            return cost;
        }

        public int EndOf(int prefix, byte[] symbols)
        {
            foreach (byte symbol in symbols) prefix = ((prefix << _bits) | symbol) & (Prefixes - 1);
            return prefix;
        }
    }
}
