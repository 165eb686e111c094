using Microsoft.ML.OnnxRuntime;

namespace Espalier.OnnxRuntime;

/// <summary>One call that can be made again and again with the same inputs, so that nothing but the engine is timed.</summary>
public sealed class PreparedCall : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options;
    private readonly OrtValue _input;
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    internal PreparedCall(InferenceSession session, string input, string output, float[] values, long[] extents)
    {
        _session = session;
        _input = OrtValue.CreateTensorValueFromMemory(values, extents);
        _options = new RunOptions();
        (_inputs, _outputs) = ([input], [output]);
    }

    /// <summary>Computes; what comes out is thrown away.</summary>
    public void Run()
    {
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_options, _inputs, [_input], _outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _options.Dispose();
    }
}
