using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Espalier.Graphs.Operators;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Verification;

/// <summary>A fingerprint of what a searched ticket computes: the layers in front, the parent and the masks.</summary>
public static class TicketDigest
{
    /// <summary>SHA-256 in lower-case hexadecimal; <c>docs/formats.md</c> says over what.</summary>
    public static string Of(SearchedTicket ticket)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"input {ticket.InputShape} {(ticket.NonNegativeInputs ? "nonnegative" : "any")}\n");
        foreach (Operator layer in ticket.Front) TargetDigest.Append(hash, layer);
        PopupParent parent = ticket.Parent;
        string structure = parent.Structure.ToString().ToLowerInvariant();
        Append(hash, string.Create(CultureInfo.InvariantCulture, $"parent {parent.Seed} {structure} {parent.Pairs} {string.Join('-', parent.Widths)}\n"));
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("big-endian machines are not supported");
        foreach (TensorMask mask in ticket.Masks) hash.AppendData(MemoryMarshal.AsBytes(mask.Words));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
