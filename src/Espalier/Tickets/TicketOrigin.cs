using Espalier.SubsetSums;
using Espalier.Training.Popup;

namespace Espalier.Tickets;

/// <summary>How the masks of a ticket came about.</summary>
public abstract record TicketOrigin;

/// <summary>Weight by weight, to imitate a target.</summary>
/// <param name="Target">SHA-256 of the target's description and weights, in hexadecimal.</param>
/// <param name="Construction">How the parent holds a weight.</param>
/// <param name="Objective">What the subset sums minimise.</param>
/// <param name="Tolerance">The tolerance for each weight.</param>
/// <param name="Bits">Bits per weight of coded masks: errors are then what they are, and the tolerance means nothing; else null.</param>
public sealed record DrawnOrigin(
    string Target, Construction Construction, SubsetSumObjective Objective, Tolerance Tolerance, double? Bits = null) : TicketOrigin;

/// <summary>By a search over masks for accuracy on data: such a ticket imitates no target.</summary>
/// <param name="Parent">The parent that was searched.</param>
/// <param name="Search">How it was searched; verifying holds the counts against share and scope, and cannot check the rest.</param>
public sealed record SearchedOrigin(PopupParent Parent, SearchSettings Search) : TicketOrigin;
