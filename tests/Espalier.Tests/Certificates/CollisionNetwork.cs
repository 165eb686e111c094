using Espalier.Certificates;
using Espalier.Formats;
using Espalier.Graphs;

namespace Espalier.Tests.Certificates;

/// <summary>ACAS Xu 1_1, which advises aircraft against collisions, and the input boxes of three of its properties.</summary>
internal static class CollisionNetwork
{
    public static Network Read() => NetworkFile.Read(Checkout.SharedData("networks", "ACASXU_run2a_1_1_batch_2000.onnx")).Network;

    public static BoxDomain Box(string property) => property switch
    {
        "P1" => new([0.6, -0.5, -0.5, 0.45, -0.5], [0.67985776, 0.5, 0.5, 0.5, -0.45]),
        "P3" => new([-0.303531, -0.0095493, 0.493380, 0.3, 0.3], [-0.298553, 0.0095493, 0.5, 0.5, 0.5]),
        "P16" => new([-0.12929, -0.5, -0.5, -0.5, -0.5], [0.70043, -0.111408, -0.499204, -0.409091, 0.5]),
        _ => throw new ArgumentException($"there is no box of {property}"),
    };
}
