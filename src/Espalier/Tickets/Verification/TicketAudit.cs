using System.Collections.Immutable;
using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Verification;

/// <summary>Everything that a ticket can claim against a target, computed anew from its seed and masks.</summary>
/// <remarks>Nothing here, nor below it, is used to draw a ticket, except that drawing asks for the certified errors at its end.</remarks>
/// <param name="Claims">Per pruned layer.</param>
/// <param name="Certified">Upper bounds on the distance from the target.</param>
public sealed record TicketAudit(ImmutableArray<LayerClaims> Claims, CertifiedErrors Certified)
{
    /// <summary>Audits a ticket against the target that it was drawn for.</summary>
    /// <exception cref="ArgumentException">The target's layers are not those of the ticket.</exception>
    public static TicketAudit Of(ConstructedTicket ticket, Network target, int threads, CancellationToken cancel = default)
    {
        if (!HaveSameLayers(ticket, target)) throw new ArgumentException("the target's layers are not those of the ticket");
        var claims = ImmutableArray.CreateBuilder<LayerClaims>();
        double radius = ticket.Certified.BallRadius;
        BallRecursion ball = BallRecursion.Start(radius);
        BoxRecursion box = UnitBox(target.InputShape.Length);
        double slack = 0;
        for (int i = 0; i < ticket.Layers.Length; i++)
        {
            if (ticket.Layers[i] is PrunedLayer pruned)
            {
                LayerAudit audit = LayerAudit.Of(ticket.Recipe, pruned, (Dense)target.Layers[i], threads, cancel);
                claims.Add(audit.Claims);
                slack = Math.Max(slack, audit.Comparison.ErrorSlack);
                ball = ball.Through(audit.Comparison, threads);
                box = box.Through(audit.Comparison, threads);
            }
            else
            {
                ball = ball.Through(target.Layers[i], target.Shapes[i]);
                box = box.Through(target.Layers[i], target.Shapes[i]);
            }

            cancel.ThrowIfCancellationRequested();
        }

        var closed = new CertifiedErrors(radius, ball.Error, box.Error);
        return new TicketAudit(claims.ToImmutable(), RelaxedErrors.Better(closed, ticket, target, slack, threads));
    }

    /// <summary>Whether pruned layers have the shapes of the target's, and carried ones its numbers as well.</summary>
    internal static bool HaveSameLayers(ConstructedTicket ticket, Network target)
    {
        bool same = ticket.InputShape.Equals(target.InputShape) && ticket.Layers.Length == target.Layers.Length;
        for (int i = 0; same && i < ticket.Layers.Length; i++)
        {
            same = (ticket.Layers[i], target.Layers[i]) switch
            {
                (PrunedLayer pruned, Dense dense) => pruned.Outputs == dense.Outputs && pruned.Inputs == dense.Inputs && pruned.HasBias == (dense.Bias is not null),
                (CarriedLayer carried, Operator layer) => layer is not Dense && TargetDigest.AreSame(carried.Layer, layer),
                _ => false,
            };
        }

        return same;
    }

    private static BoxRecursion UnitBox(int dimensions)
    {
        var high = new double[dimensions];
        Array.Fill(high, 1);
        return BoxRecursion.Start(new double[dimensions], high);
    }
}
