using Microsoft.AspNetCore.Components;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Portal.Pages;

/// <summary>A part of the page. It is rendered from what was loaded before, and asks nobody.</summary>
public abstract class PortalView : ComponentBase
{
    [Parameter, EditorRequired]
    public Visit Visit { get; set; } = null!;

    protected PageTexts T => Visit.Texts;
}

/// <summary>A section of the page.</summary>
/// <typeparam name="TModel">What it shows.</typeparam>
public abstract class SectionView<TModel> : PortalView
    where TModel : class
{
    [Parameter, EditorRequired]
    public TModel Model { get; set; } = null!;
}
