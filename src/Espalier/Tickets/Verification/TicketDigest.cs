using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Espalier.Formats.Onnx;
using Espalier.Numerics;
using Espalier.Parents;

namespace Espalier.Tickets.Verification;

/// <summary>A fingerprint of what a ticket computes: its nodes, the parent and the masks.</summary>
public static class TicketDigest
{
    /// <summary>SHA-256 in lower-case hexadecimal; <c>docs/formats.md</c> says over what.</summary>
    public static string Of(Ticket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(
            hash,
            string.Create(
                CultureInfo.InvariantCulture, $"ticket {ticket.Seed} {ticket.InputShape} {(ticket.NonNegativeInputs ? "nonnegative" : "any")}\n"));
        if (ticket.Model is { } model) Append(hash, model);
        foreach (TicketNode node in ticket.Nodes)
        {
            Append(hash, $"reads {string.Join(' ', node.Reads)}\n");
            if (node is CarriedNode carried) TargetDigest.Append(hash, carried.Operator);
            else Append(hash, (PrunedNode)node);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, CarriedModel model)
    {
        Append(hash, string.Create(CultureInfo.InvariantCulture, $"model {model.Rest.Length}\n"));
        hash.AppendData(model.Rest.Span);
        foreach ((string name, NumberType type, int offset, StoredOrder order) in model.Grids)
            Append(hash, string.Create(
                CultureInfo.InvariantCulture,
                $"{type.Name} at {offset} {order.Blocks} {order.Rows} {order.Inputs} {order.Places} {(order.InputsFirst ? "inputs" : "rows")} "
                + $"{Encoding.UTF8.GetByteCount(name)} {name}\n"));
    }

    private static void Append(IncrementalHash hash, PrunedNode node)
    {
        ParentGrid parent = node.Parent;
        GridShape shape = parent.Shape;
        Append(hash, string.Create(
            CultureInfo.InvariantCulture,
            $"{node.Form.Text} {shape.Channels} {shape.Inputs} {string.Join('x', node.Kernel)} {(shape.HasBias ? "bias" : "none")}\n"
            + $"{parent.Structure} {parent.Candidates} {parent.Share} {parent.Order} {(parent.OneSided ? "one" : "two")} "
            + $"{parent.Tensor} {parent.First} {parent.Last}\n"));
        if (parent.Bias is not null || shape.Groups != 1)
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{shape.Groups} groups, biases {parent.Bias?.ToString() ?? "alike"}\n"));
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("big-endian machines are not supported");
        node.Mask.AppendTo(hash);
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
