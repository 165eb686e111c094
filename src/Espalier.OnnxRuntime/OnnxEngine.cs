using Espalier.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace Espalier.OnnxRuntime;

/// <summary>A model in ONNX Runtime. Its bits depend on the machine, so nothing is ever claimed from it.</summary>
public sealed class OnnxEngine : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _source;

    private OnnxEngine(Func<SessionOptions, InferenceSession> open, string source, int threads)
    {
        _source = source;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            _session = open(options);
        }
        catch (OnnxRuntimeException refusal)
        {
            throw Refusal(refusal);
        }

        Inputs = [.. _session.InputMetadata.Select(each => ValueOf(each.Key, each.Value))];
        Outputs = [.. _session.OutputMetadata.Select(each => ValueOf(each.Key, each.Value))];
    }

    /// <summary>The inputs in the order of the model.</summary>
    public IReadOnlyList<EngineValue> Inputs { get; }

    /// <summary>The outputs in the order of the model.</summary>
    public IReadOnlyList<EngineValue> Outputs { get; }

    /// <summary>Opens a model file and whatever it refers to.</summary>
    /// <exception cref="InvalidInputException">ONNX Runtime refuses the model.</exception>
    public static OnnxEngine Open(string path, int threads = 1)
    {
        if (!File.Exists(path)) throw new InvalidInputException(path, null, "there is no such file", "name an ONNX model");
        return new OnnxEngine(options => new InferenceSession(path, options), path, threads);
    }

    /// <summary>Opens the bytes of a model.</summary>
    /// <param name="model">The bytes.</param>
    /// <param name="source">What messages call them.</param>
    /// <param name="threads">The number of threads that may work on a call.</param>
    /// <exception cref="InvalidInputException">ONNX Runtime refuses the model.</exception>
    public static OnnxEngine Of(byte[] model, string source, int threads = 1) =>
        new(options => new InferenceSession(model, options), source, threads);

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">A tensor for each input, by name.</param>
    /// <param name="outputs">The names of the outputs that are wanted; null for all.</param>
    /// <exception cref="InvalidInputException">ONNX Runtime refuses the inputs, or an output is no tensor of numbers.</exception>
    public IReadOnlyDictionary<string, EngineTensor> Run(IReadOnlyDictionary<string, EngineTensor> inputs, IReadOnlyList<string>? outputs = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        outputs ??= [.. Outputs.Select(output => output.Name)];
        try
        {
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
                _session.Run([.. inputs.Select(each => EngineValues.Entering(each.Key, each.Value))], [.. outputs]);
            return results.ToDictionary(
                result => result.Name,
                result => EngineValues.Leaving(result) ?? throw new InvalidInputException(
                    _source, $"output '{result.Name}'", "it is no tensor of numbers", "choose another output"),
                StringComparer.Ordinal);
        }
        catch (OnnxRuntimeException refusal)
        {
            throw Refusal(refusal);
        }
    }

    /// <summary>Runs a model of one input for a number of samples, which are its first extent where that is open or their number.</summary>
    /// <param name="values">The samples one after the other.</param>
    /// <param name="count">Their number.</param>
    /// <param name="output">The name of the output; null for the first.</param>
    /// <exception cref="InvalidInputException">The model has several inputs, or the samples do not fit.</exception>
    public EngineTensor Run(double[] values, int count, string? output = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Inputs is not [var input])
        {
            throw new InvalidInputException(
                _source,
                null,
                $"the model has the inputs {string.Join(", ", Inputs.Select(each => each.Name))}",
                "export a network with one input");
        }

        string wanted = output ?? Outputs[0].Name;
        if (Outputs.All(each => each.Name != wanted))
            throw new InvalidInputException(
                _source, null, $"the model has no output '{wanted}'", $"its outputs are {string.Join(", ", Outputs.Select(each => each.Name))}");
        var tensor = new EngineTensor(input.Type, Extents(input, values.Length, count), values);
        return Run(new Dictionary<string, EngineTensor>(StringComparer.Ordinal) { [input.Name] = tensor }, [wanted])[wanted];
    }

    /// <summary>A call of a model of one float32 input that can be repeated and timed.</summary>
    /// <exception cref="InvalidInputException">The model has other inputs, or the samples do not fit.</exception>
    public PreparedCall Prepare(float[] values, int count)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Inputs is [{ Type: NumberType.Float32 } input]
            ? new PreparedCall(_session, input.Name, Outputs[0].Name, values, Extents(input, values.Length, count))
            : throw new InvalidInputException(_source, null, "the model does not take one float32 tensor", "export a network with one such input");
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>The extents of an input that holds so many numbers for so many samples.</summary>
    private long[] Extents(EngineValue input, int length, int count)
    {
        long[] extents = [.. input.Extents.Select(extent => (long)extent)];
        if (extents is [< 0, ..]) extents[0] = count;
        int open = Array.IndexOf(extents, -1L);
        long known = extents.Where(extent => extent > 0).Aggregate(1L, (product, extent) => product * extent);
        if (open >= 0 && known > 0 && length % known == 0) extents[open] = length / known;
        return extents.Aggregate(1L, (product, extent) => product * extent) == length
            ? extents
            : throw new InvalidInputException(
                _source,
                $"input '{input.Name}'",
                $"{length} numbers do not fill the extents {string.Join('x', input.Extents).Replace("-1", "N", StringComparison.Ordinal)}",
                "give as many as the model takes");
    }

    /// <summary>What is no tensor of numbers is described like one, and refused when it is asked for.</summary>
    private static EngineValue ValueOf(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new(name, EngineValues.TypeOf(metadata.ElementDataType) ?? NumberType.Float32, metadata.Dimensions ?? [])
        : new(name, NumberType.Float32, []);

    private InvalidInputException Refusal(OnnxRuntimeException refusal)
    {
        string[] lines = refusal.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new InvalidInputException(
            _source,
            null,
            $"ONNX Runtime refuses it: {string.Join(' ', lines).TrimEnd('.')}",
            "export the network again, or give inputs that fit",
            refusal);
    }
}
