using System.Security.Cryptography;
using Espalier.Tests.Formats;
using Espalier.Tickets;
using Espalier.Tickets.Files;

namespace Espalier.Tests.Tickets;

/// <summary>Damaged files: as they come, and with a checksum made to fit, so that the damage reaches the parser.</summary>
public sealed class TicketFileMutationTests
{
    [Fact]
    public void Damaged_files_end_in_a_typed_error()
    {
        foreach (byte[] original in Originals())
            Mutations.Check(original, bytes => TicketFile.Read(bytes, "mutated"));
    }

    [Fact]
    public void Damaged_files_with_a_fitting_checksum_end_in_a_typed_error_or_a_ticket()
    {
        foreach (byte[] original in Originals())
            Mutations.Check(original, bytes => TicketFile.Read(Sealed(bytes), "mutated"));
    }

    private static IEnumerable<byte[]> Originals() => Constructed().Concat(Searches.All().Where(each => each.Name is "image" or "relu, pixels" or "everything").Select(each => TicketFile.Write(each.Ticket)));

    private static IEnumerable<byte[]> Constructed() =>
        Targets.All().Where(each => each.Name is "relu, edges" or "single" or "image" or "linear, rows")
            .Select(each => TicketFile.Write(Targets.Draw(each.Target, each.Recipe)));

    private static byte[] Sealed(byte[] bytes)
    {
        if (bytes.Length < 48) return bytes;
        var copy = (byte[])bytes.Clone();
        SHA256.HashData(copy.AsSpan(0, copy.Length - 32), copy.AsSpan(copy.Length - 32));
        return copy;
    }
}
