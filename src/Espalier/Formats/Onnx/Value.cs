namespace Espalier.Formats.Onnx;

/// <summary>What a name in a graph stands for: a constant, or the data on their way through the network.</summary>
internal abstract record Value;
