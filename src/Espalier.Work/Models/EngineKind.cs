namespace Espalier.Work.Models;

/// <summary>What computes a network.</summary>
public enum EngineKind
{
    /// <summary>Ours: bits that depend on the network and its input alone.</summary>
    Exact,

    /// <summary>ONNX Runtime, which runs any ONNX model; its bits depend on the machine.</summary>
    Onnxruntime,
}
