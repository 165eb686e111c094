using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Work.Models;

/// <summary>A network to write in another format.</summary>
public sealed record ConvertRequest
{
    /// <summary>The network or ticket.</summary>
    public required string In { get; init; }

    /// <summary>The file to write: .onnx, .safetensors or .npz.</summary>
    public required string Out { get; init; }

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>Rounds every weight to this floating-point format of at most 32 bits; stored as float32.</summary>
    public NumberType? Round { get; init; }
}

/// <summary>What was written.</summary>
public sealed record ConvertAnswer(string Path, string From, long Parameters, long Bytes);

/// <summary>Writes the same network in another format.</summary>
public sealed class ConvertJob : IJob<ConvertRequest, ConvertAnswer>
{
    /// <inheritdoc/>
    public Outcome<ConvertAnswer> Run(ConvertRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        var model = Model.Read(request.In, request.Architecture, place);
        Network network = request.Round is { } format ? WeightRounding.Round(model.Network, format) : model.Network;
        NetworkFile.Write(request.Out, network);
        return Outcome.Of(new ConvertAnswer(request.Out, model.Format, model.Network.ParameterCount, new FileInfo(request.Out).Length));
    }
}
