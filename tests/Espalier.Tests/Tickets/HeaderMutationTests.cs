using System.Globalization;
using System.Text.Json.Nodes;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>
/// Headers with one value exchanged, left out or doubled, sealed with a checksum that fits: a typed error, or a ticket that can be worked
/// with.
/// </summary>
public sealed class HeaderMutationTests
{
    private const string Removed = "(removed)";
    private const string Doubled = "(doubled)";

    private static readonly string[] Values =
        [
            "null",
            "0",
            "-1",
            "1",
            "65",
            "2147483647",
            "9223372036854775807",
            "1e308",
            "0.5",
            "\"NaN\"",
            "\"x\"",
            "[]",
            "[1,1]",
            "{}",
            "true",
            "\"softmax\"",
            "\"single\"",
            "\"choices\"",
            Removed,
            Doubled,
        ];

    [Theory]
    [InlineData("relu, edges")]
    [InlineData("single, pixels")]
    [InlineData("image")]
    [Slow]
    public void A_constructed_ticket(string name) => Check(Targets.Drawn(name).File);

    [Theory]
    [InlineData("global")]
    [InlineData("image")]
    [Slow]
    public void A_searched_ticket(string name) => Check(Searches.File(Searches.Named(name)));

    private static void Check(byte[] file)
    {
        int accepted = 0;
        var paths = new List<string[]>();
        _ = Forgery.WithHeader(file, header => Walk(header, [], paths));
        foreach (string[] path in paths)
        {
            foreach (string value in Values)
            {
                byte[] forged = Forgery.WithHeader(file, header => Edit(header, path, value));
                try
                {
                    Use(TicketFile.Read(forged, "forged"));
                    accepted++;
                }
                catch (InvalidInputException)
                {
                    // What it should be, for most.
                }
                catch (Exception escaped)
                {
                    Assert.Fail($"{string.Join('.', path)} = {value}: {escaped}");
                }
            }
        }

        Assert.InRange(accepted, 1, paths.Count * Values.Length / 2);
    }

    private static void Use(ClaimedTicket ticket)
    {
        _ = TicketVerification.Of(ticket, null, threads: 1);
        _ = TicketForms.Folded(ticket.Ticket);
        _ = TicketForms.Masked(ticket.Ticket, maxEntries: 1 << 20);
        _ = TicketCost.Of(ticket.Ticket);
    }

    private static void Walk(JsonNode? node, string[] path, List<string[]> paths)
    {
        if (path.Length > 0) paths.Add(path);
        if (node is JsonObject fields)
            foreach ((string name, JsonNode? value) in fields) Walk(value, [.. path, name], paths);
        if (node is JsonArray list)
            for (int i = 0; i < Math.Min(list.Count, 3); i++) Walk(list[i], [.. path, i.ToString(CultureInfo.InvariantCulture)], paths);
    }

    private static void Edit(JsonNode header, string[] path, string value)
    {
        JsonNode at = path[..^1].Aggregate(header, (node, step) => node is JsonArray list ? list[Index(step)]! : node[step]!);
        if (at is JsonArray array)
        {
            int index = Index(path[^1]);
            if (value == Removed) array.RemoveAt(index);
            else if (value == Doubled) array.Insert(index, array[index]?.DeepClone());
            else array[index] = JsonNode.Parse(value);
        }
        else if (value == Removed)
        {
            at.AsObject().Remove(path[^1]);
        }
        else if (value != Doubled)
        {
            at[path[^1]] = JsonNode.Parse(value);
        }
    }

    private static int Index(string step) => int.Parse(step, CultureInfo.InvariantCulture);
}
