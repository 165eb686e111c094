using System.Collections.Immutable;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Inside;
using Espalier.Tickets.Verification;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Tickets;

/// <summary>A ticket to look into.</summary>
public sealed record LookRequest
{
    /// <summary>The ticket.</summary>
    public required string File { get; init; }

    /// <summary>The network that it was drawn for; without it nothing can be said of errors and yardsticks.</summary>
    public string? Target { get; init; }

    /// <summary>The layers of the target, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The grid of which pictures are made, from 0; null for none.</summary>
    public int? Grid { get; init; }

    /// <summary>The weight of that grid to look at: its output and its place in the row, both from 0; null for none.</summary>
    public int[]? Weight { get; init; }

    /// <summary>The most rows and columns of a picture.</summary>
    public int Picture { get; init; } = 48;
}

/// <summary>Tells what is inside a ticket: errors, widths and costs grid by grid, pictures of one grid, one weight's candidates.</summary>
public sealed class LookJob : IJob<LookRequest, LookAnswer>
{
    private const double LeastBits = 1;
    private const double MostBits = 16;

    /// <inheritdoc/>
    public Outcome<LookAnswer> Run(LookRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Whole("picture", request.Picture, 1, 512);
        ClaimedTicket claimed = TicketReading.Read(request.File);
        Ticket ticket = claimed.Ticket;
        Check(request, ticket);
        ImmutableArray<WeightGrid>? target = Target(request, ticket, place);
        Tolerance? tolerance = ticket.Origin is DrawnOrigin { Bits: null } drawn ? drawn.Tolerance : null;
        LookGrid[] grids = [.. ticket.Pruned.Zip(claimed.Claims.Grids, LookGrid.Of)];
        YardstickResult all = default;
        place.Begin("looking");
        if (target is { } weights)
        {
            ImmutableArray<YardstickResult> rates = GridRates.Of(ticket, weights);
            all = rates.Aggregate((sum, rate) => sum + rate);
            for (int i = 0; i < grids.Length; i++)
                grids[i] = grids[i] with { BitsPerWeight = rates[i].BitsPerWeight, RelativeError = rates[i].RelativeError };
            if (tolerance is not null) AddErrors(grids, ErrorShares.Of(ticket, weights));
        }

        place.Cancel.ThrowIfCancellationRequested();
        if (request.Grid is { } chosen) grids[chosen] = Pictured(grids[chosen], ticket, chosen, target?[chosen], tolerance, request.Picture);
        return Outcome.Of(new LookAnswer(
            ticket.Origin switch { DrawnOrigin { Bits: not null } => "coded", DrawnOrigin => "free", _ => "searched" },
            tolerance?.ToString(),
            target is null ? null : all.BitsPerWeight,
            target is null ? null : all.RelativeError,
            target is { } known ? YardstickAnswer.Measure(Math.Clamp(Math.Round(all.BitsPerWeight, 2), LeastBits, MostBits), known, place) : null,
            grids,
            request is { Grid: { } grid, Weight: [var output, var index] } ? One(ticket, grid, output, index, target?[grid], tolerance) : null));
    }

    private static void Check(LookRequest request, Ticket ticket)
    {
        if (request.Weight is not null && request.Grid is null)
            throw new InvalidInputException("weight", null, "there is no `grid`", "say of which grid");
        if (request.Grid is not { } grid) return;
        Require.Whole("grid", grid, 0, ticket.Pruned.Length - 1);
        if (request.Weight is null) return;
        GridShape shape = ticket.Pruned[grid].Parent.Shape;
        if (request.Weight is not [var output, var index])
            throw new InvalidInputException("weight", null, $"there are {request.Weight.Length} numbers", "give the output and the place in its row");
        Require.Whole("weight", output, 0, shape.Channels - 1);
        Require.Whole("weight", index, 0, shape.RowLength - 1);
    }

    private static ImmutableArray<WeightGrid>? Target(LookRequest request, Ticket ticket, Workplace place)
    {
        if (request.Target is not { } path)
        {
            if (ticket.Origin is DrawnOrigin) place.Note("no `target`: nothing is said of errors below the tolerance and of yardsticks");
            return null;
        }

        ImmutableArray<WeightGrid>? grids = ticket.Model is null
            ? TargetGrids.Of(ticket, Model.ReadNetwork(path, request.Architecture, place).Network)
            : TargetGrids.OfModel(ticket, StoredGrids.ReadModel(path).Span);
        return grids ?? throw new InvalidInputException(
            path, null, "the ticket was not drawn for it", "give the network that it was drawn for, or leave `target` out");
    }

    private static void AddErrors(LookGrid[] grids, ImmutableArray<ErrorShares> errors)
    {
        for (int i = 0; i < grids.Length; i++)
            grids[i] = grids[i] with { Met = grids[i].All - errors[i].Beyond, Beyond = errors[i].Beyond, ErrorShares = [.. errors[i].Shares] };
    }

    private static LookGrid Pictured(LookGrid grid, Ticket ticket, int chosen, WeightGrid? target, Tolerance? tolerance, int most)
    {
        PrunedNode node = ticket.Pruned[chosen];
        return grid with
        {
            KeptPicture = LookPicture.Of(GridPicture.OfKept(node, most)),
            ErrorPicture = target is null ? null : LookPicture.Of(GridPicture.OfErrors(ticket.Seed, node, target, tolerance, most)),
        };
    }

    private static LookWeight One(Ticket ticket, int grid, int output, int index, WeightGrid? target, Tolerance? tolerance)
    {
        PrunedNode node = ticket.Pruned[grid];
        WeightLook look = WeightLook.Of(ticket.Seed, node, output, index);
        (double Weight, double? Tolerance)? wanted = target is null ? null : WeightLook.Wanted(node, target, tolerance, output, index);
        return new(
            grid,
            output,
            index,
            wanted?.Weight,
            wanted?.Tolerance,
            look.Positive,
            look.Negative,
            wanted is { } known ? look.Error(known.Weight) : null,
            [.. look.Candidates],
            look.All,
            look.Scale,
            look.Offset,
            look.IsRotated);
    }
}
