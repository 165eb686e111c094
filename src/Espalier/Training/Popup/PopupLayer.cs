using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training.Popup;

/// <summary>A layer of a parent: frozen weights, of which those with the largest scores are kept.</summary>
/// <remarks>
/// A pair of tensors u (r × inputs) and n (outputs × r·inputs) computes y_i = Σ_j Σ_k n_i,kj·σ(u_kj·x_j). With σ the identity, or with
/// σ = ReLU and x ≥ 0, that is the matrix W_ij = Σ_k n_i,kj·σ(u_kj), of masked weights. With G = ∂L/∂W follow
/// ∂L/∂n_i,kj = G_ij·σ(u_kj) and ∂L/∂u_kj = σ′(u_kj)·Σ_i G_ij·n_i,kj, so that a step costs what it costs in a layer r times smaller.
/// </remarks>
internal sealed unsafe class PopupLayer : TrainableLayer
{
    private readonly bool _isRelu;
    private readonly ScoreMatrix? _first;
    private readonly ScoreMatrix _second;
    private readonly AlignedSingles _gains;
    private readonly AlignedSingles _firstGradient;
    private readonly AlignedSingles _sums;
    private readonly StepWork _step;
    private readonly FoldWork _fold;

    /// <summary>Draws the frozen weights of a layer, and scores by the stream of each tensor.</summary>
    public PopupLayer(PopupParent parent, int layer, ulong seed)
        : this(
            parent.Widths[layer],
            parent.Widths[layer + 1],
            parent.Structure == PopupStructure.Relu,
            parent.IsPair ? Draw(parent, 2 * layer, seed, parent.Pairs, 1) : null,
            Draw(parent, parent.IsPair ? (2 * layer) + 1 : layer, seed, parent.Widths[layer + 1], parent.Pairs))
    {
    }

    /// <summary>A layer of single weights with scores.</summary>
    public PopupLayer(int inputs, int outputs, float[] weights, float[] scores)
        : this(inputs, outputs, isRelu: false, null, new ScoreMatrix(outputs, 1, inputs, weights, scores))
    {
    }

    private PopupLayer(int inputs, int outputs, bool isRelu, ScoreMatrix? first, ScoreMatrix second)
        : base(inputs, outputs)
    {
        (_isRelu, _first, _second) = (isRelu, first, second);
        int width = _first is null ? 0 : _second.RowLength;
        _gains = new AlignedSingles(width);
        _firstGradient = new AlignedSingles(width);
        _sums = new AlignedSingles(width * _second.Chunks);
        _step = new StepWork(this);
        _fold = new FoldWork(this);
    }

    /// <summary>The tensors in the parent's order.</summary>
    public IEnumerable<ScoreMatrix> Tensors => _first is null ? [_second] : [_first, _second];

    public override IEnumerable<AlignedSingles> State => Tensors.SelectMany(tensor => new[] { tensor.Scores, tensor.Velocities });

    public override bool IsFinite => _second.IsFinite && _first?.IsFinite != false;

    public override void Step(in StepSettings settings, Crew crew, int threads)
    {
        _step.Settings = settings;
        crew.Run(_step, _second.Chunks, threads);
        if (_first is null) return;
        SumChunks();
        for (int chunk = 0; chunk < _first.Chunks; chunk++) ScoreKernel.StepAlone(_first, chunk, _firstGradient.Pointer, settings);
    }

    /// <summary>Makes the matrix what the kept weights say.</summary>
    public void Fold(Crew crew, int threads)
    {
        if (_first is not null)
        {
            for (int chunk = 0; chunk < _first.Chunks; chunk++) ScoreKernel.Mask(_first, chunk, _gains.Pointer);
            if (_isRelu) Elementwise.Relu(_gains.Span, _gains.Span);
        }

        crew.Run(_fold, _second.Chunks, threads);
    }

    private static ScoreMatrix Draw(PopupParent parent, int tensor, ulong seed, int rows, int planes)
    {
        PopupTensor description = parent.Tensors[tensor];
        int inputs = parent.Widths[description.Layer];
        // Kaiming's uniform law with a = √5 for a dense layer; for a pair the bound is the standard deviation of the weights.
        float bound = (float)(parent.IsPair ? description.Distribution.StandardDeviation : 1 / Math.Sqrt(inputs));
        float[] weights = new float[description.Length];
        float[] scores = new float[description.Length];
        parent.Fill(tensor, 0, weights);
        new RandomStream(seed, (uint)tensor, StreamPurpose.Training).FillUniform(0, -bound, bound, scores);
        return new ScoreMatrix(rows, planes, inputs, weights, scores);
    }

    /// <summary>∂L/∂u from the sums of the chunks, in their order. At σ(u) = 0 the derivative of ReLU is 0.</summary>
    private void SumChunks()
    {
        Span<float> total = _firstGradient.Span;
        total.Clear();
        for (int chunk = 0; chunk < _second.Chunks; chunk++) Elementwise.Add<float>(total, _sums.Span.Slice(chunk * total.Length, total.Length));
        if (!_isRelu) return;
        ReadOnlySpan<float> gains = _gains.Span;
        for (int i = 0; i < total.Length; i++)
            if (!(gains[i] > 0)) total[i] = 0;
    }

    private sealed class StepWork(PopupLayer layer) : ICrewWork
    {
        public StepSettings Settings { get; set; }

        public void Do(int piece, int worker)
        {
            ScoreMatrix second = layer._second;
            if (layer._first is null) ScoreKernel.StepAlone(second, piece, layer.Gradient.Pointer, Settings);
            else
                ScoreKernel.StepPaired(
                    second, piece, layer.Gradient.Pointer, layer._gains.Pointer, layer._sums.Pointer + ((nint)piece * second.RowLength), Settings);
        }
    }

    private sealed class FoldWork(PopupLayer layer) : ICrewWork
    {
        public void Do(int piece, int worker)
        {
            if (layer._first is null) ScoreKernel.Mask(layer._second, piece, layer.Effective.Pointer);
            else ScoreKernel.Fold(layer._second, piece, layer._gains.Pointer, layer.Effective.Pointer);
        }
    }
}
