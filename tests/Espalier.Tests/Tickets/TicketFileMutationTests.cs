using Espalier.Tests.Formats;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>Damaged files: as they come, and with a checksum made to fit, so that the damage reaches the parser.</summary>
public sealed class TicketFileMutationTests
{
    /// <summary>The kinds of ticket; <see cref="Mutations.Count"/> variants of each, shared by its files.</summary>
    public static TheoryData<string> Kinds => ["constructed", "searched"];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Slow]
    public void Damaged_files_end_in_a_typed_error(string kind) => Check(kind, bytes => TicketFile.Read(bytes, "mutated"));

    [Theory]
    [MemberData(nameof(Kinds))]
    [Slow]
    public void Damaged_files_with_a_fitting_checksum_end_in_a_typed_error_or_a_ticket(string kind) => Check(kind, bytes =>
    {
        // What could be read can be worked with.
        ClaimedTicket ticket = TicketFile.Read(Forgery.Sealed(bytes), "mutated");
        _ = TicketVerification.Of(ticket, null, threads: 1);
        _ = TicketForms.Folded(ticket.Ticket);
        _ = TicketCost.Of(ticket.Ticket);
    });

    private static void Check(string kind, Action<byte[]> read)
    {
        byte[][] originals = kind == "constructed"
            ? [.. new[] { "relu, edges", "single", "image", "linear, rows" }.Select(name => Targets.Drawn(name).File)]
            : [.. new[] { "image", "relu, pixels", "everything" }.Select(name => Searches.File(Searches.Named(name)))];
        foreach (byte[] original in originals) Mutations.Check(original, read, count: Mutations.Count / originals.Length);
    }
}
