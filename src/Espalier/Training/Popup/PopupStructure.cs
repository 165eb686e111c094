namespace Espalier.Training.Popup;

/// <summary>How a parent that edge-popup prunes holds the layers of a network.</summary>
public enum PopupStructure
{
    /// <summary>
    /// Pensia et al. 2020, Figure 1c: every input feeds r hidden units of its own, and a dense layer reads them all; no ReLU between.
    /// </summary>
    Linear,

    /// <summary>The same with a ReLU on the hidden units.</summary>
    Relu,

    /// <summary>One dense layer per layer, the hidden widths enlarged to the parameter count of the structure.</summary>
    Wide,
}
