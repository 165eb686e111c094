using Espalier.Tickets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Tickets;

/// <summary>Words for what is certified of a ticket.</summary>
internal static class Certified
{
    /// <summary>What the option that asks for closer bounds does.</summary>
    public const string Tight = "certify the error as closely as one relaxation can, which takes several times as long";

    public static string Ball(CertifiedErrors? found) => found is null
        ? "nothing: the network is too large for bounds over all inputs"
        : $"{Numerals.Short(found.BallError)} in the Euclidean norm, inputs of norm at most {Numerals.Short(found.BallRadius)}";

    public static string Box(CertifiedErrors? found) =>
        found is null ? string.Empty : $"{Numerals.Short(found.BoxError)} in the sup norm, inputs in [0,1]";

    /// <summary>What may give closer bounds.</summary>
    public static string Advice(CertifiedErrors? found, bool isTight) =>
        found is null ? string.Empty : $"{(isTight ? string.Empty : "--tight, or ")}espalier certify TARGET TICKET, which tells a lower bound too";
}
