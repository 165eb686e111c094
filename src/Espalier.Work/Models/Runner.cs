using System.Numerics;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.OnnxRuntime;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Work.Models;

/// <summary>A network or a model in the engine that runs it.</summary>
internal abstract class Runner : IDisposable
{
    /// <summary>The engine.</summary>
    public abstract EngineKind Engine { get; }

    /// <summary>The shape of one input, or null where the model leaves it open, or where no array holds it.</summary>
    public abstract Shape? Input { get; }

    /// <summary>Opens a file in the engine that is asked for; else in ours, and in the other one if ours cannot read it.</summary>
    /// <exception cref="InvalidInputException">The engine does not read the file.</exception>
    public static Runner Open(RunnerRequest request, Workplace place)
    {
        bool isForOther = request.Engine is null && TicketFile.IsOfModel(request.Path);
        if (isForOther || request.Engine == EngineKind.Onnxruntime) return OfModel(request, place);
        try
        {
            Network network = Model.Read(request.Path, request.Architecture, place, request.Form, request.Output).Network;
            return request.Precision == Precision.Double ? new ExactRunner<double>(network, place) : new ExactRunner<float>(network, place);
        }
        catch (InvalidInputException refusal) when (request.Engine is null && IsOnnx(request.Path))
        {
            // Where the other engine refuses it too, what ours says is what helps.
            if (Tried(() => OfModel(request, place)) is not { } runner) throw;
            place.Note($"ONNX Runtime runs it, since {refusal.Message}");
            return runner;
        }
    }

    /// <summary>What the other engine makes of a file that ours refuses; null where it refuses it too.</summary>
    internal static T? Tried<T>(Func<T> open)
        where T : class
    {
        try
        {
            return open();
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>Computes the outputs of a number of inputs, one after the other.</summary>
    /// <exception cref="InvalidInputException">The engine refuses the inputs.</exception>
    public abstract double[] Run(double[] inputs, int count);

    /// <summary>Computes the outputs for arrays of any extents, by the names of the inputs; a row for each part of the first extent.</summary>
    /// <exception cref="InvalidInputException">The engine has but one input of a fixed shape, or refuses the arrays.</exception>
    public virtual double[][] Run(NamedTensors arrays, string source) => throw new InvalidInputException(
        source, null, $"it holds {arrays.Tensors.Length} arrays, but the network has one input", "save one array, of one row for each input");

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    internal static bool IsOnnx(string path) => File.Exists(path) && HasOnnxName(path);

    /// <summary>Refuses a file that is no ONNX model by its name.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    internal static void RequireOnnx(string path)
    {
        if (!HasOnnxName(path))
            throw new InvalidInputException(path, null, "ONNX Runtime runs .onnx files only", "leave out `engine`, or convert the network to ONNX");
    }

    /// <summary>The model of a ticket, as the bytes of a file.</summary>
    /// <exception cref="InvalidInputException">The file is damaged, or what is asked for cannot be had of a model.</exception>
    internal static byte[] UnfoldedModel(Ticket ticket, string path, string? architecture, TicketForm form)
    {
        if (architecture is not null) throw new InvalidInputException(path, null, "a ticket holds its own architecture", "leave out `architecture`");
        if (form != TicketForm.Folded)
            throw new InvalidInputException("form", null, "a model that only ONNX Runtime runs has a folded form alone", "ask for that");
        return TicketForms.Model(ticket);
    }

    private static bool HasOnnxName(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    private static ModelRunner OfModel(RunnerRequest request, Workplace place)
    {
        if (TicketFile.IsOfModel(request.Path))
        {
            byte[] model = UnfoldedModel(TicketReading.Read(request.Path).Ticket, request.Path, request.Architecture, request.Form);
            return new ModelRunner(OnnxEngine.Of(model, request.Path, place.Threads), request.Output);
        }

        RequireOnnx(request.Path);
        return new ModelRunner(OnnxEngine.Open(request.Path, place.Threads), request.Output);
    }

    /// <summary>Our engine; the network is prepared once, however often it runs.</summary>
    private sealed class ExactRunner<T>(Network network, Workplace place) : Runner
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ForwardPass<T> _pass = new(network);
        private T[] _inputs = [];
        private T[] _outputs = [];

        public override EngineKind Engine => EngineKind.Exact;

        public override Shape Input => network.InputShape;

        public override double[] Run(double[] inputs, int count)
        {
            long length = (long)count * network.OutputShape.Length;
            if (length > Array.MaxLength)
                throw new InvalidInputException("input", null, $"the outputs for {count} inputs do not fit into memory", "split the inputs");
            if (_inputs.Length < inputs.Length) _inputs = new T[inputs.Length];
            if (_outputs.Length < length) _outputs = new T[length];
            for (int i = 0; i < inputs.Length; i++) _inputs[i] = T.CreateTruncating(inputs[i]);
            _pass.Run(_inputs.AsSpan(0, inputs.Length), _outputs.AsSpan(0, (int)length), count, place.Threads, place.Cancel);

            // Outputs computed in float32 are widened, which is exact.
            double[] outputs = new double[length];
            for (int i = 0; i < outputs.Length; i++) outputs[i] = double.CreateTruncating(_outputs[i]);
            return outputs;
        }
    }

    /// <summary>A model of one input; where its first extent is fixed at 1, samples go in one by one.</summary>
    private sealed class ModelRunner(OnnxEngine engine, string? output) : Runner
    {
        public override EngineKind Engine => EngineKind.Onnxruntime;

        public override Shape? Input
        {
            get
            {
                if (engine.Inputs is not [var input]) return null;
                int[] extents = [.. input.Extents.Count > 1 && input.Extents[0] is -1 or 1 ? input.Extents.Skip(1) : input.Extents];
                bool isShape = extents.All(extent => extent > 0) && extents.Aggregate(1.0, (product, extent) => product * extent) <= Array.MaxLength;
                return isShape ? new Shape(extents) : null;
            }
        }

        public override double[] Run(double[] inputs, int count)
        {
            if (engine.Inputs is not [{ Extents: [1, _, ..] }] || count == 1) return engine.Run(inputs, count, output).Values;
            return [.. inputs.Chunk(inputs.Length / count).SelectMany(one => engine.Run(one, 1, output).Values)];
        }

        public override double[][] Run(NamedTensors arrays, string source)
        {
            string expected = string.Join(", ", engine.Inputs.Select(each => each.ToString()));
            // A single array for a single input needs no name.
            NamedTensor[] named = arrays.Tensors is [var array] && engine.Inputs is [var only]
                ? [array with { Name = only.Name }]
                : [.. arrays.Tensors];
            if (engine.Inputs.FirstOrDefault(input => named.All(each => each.Name != input.Name)) is { } missing)
                throw new InvalidInputException(source, null, $"there is no array '{missing.Name}'", $"save one for each of the inputs {expected}");
            var values = new Dictionary<string, EngineTensor>(StringComparer.Ordinal);
            foreach ((string name, Tensor tensor) in named)
            {
                EngineValue input = engine.Inputs.FirstOrDefault(each => each.Name == name)
                    ?? throw new InvalidInputException(source, name, "the model has no such input", $"its inputs are {expected}");
                double[] numbers = new double[tensor.Length];
                tensor.CopyTo(numbers);
                values[name] = new EngineTensor(input.Type, [.. tensor.Shape.Extents.Select(extent => (long)extent)], numbers);
            }

            string wanted = output ?? engine.Outputs[0].Name;
            EngineTensor found = engine.Run(values, [wanted])[wanted];
            int rows = found.Extents is [> 0 and var first, _, ..] ? (int)first : 1;
            return [.. found.Values.Chunk(Math.Max(1, found.Values.Length / rows))];
        }

        public override void Dispose()
        {
            engine.Dispose();
            base.Dispose();
        }
    }
}

/// <summary>What is to be run, and how.</summary>
internal sealed record RunnerRequest(
    string Path, string? Architecture, TicketForm Form, EngineKind? Engine, string? Output, Precision Precision);
