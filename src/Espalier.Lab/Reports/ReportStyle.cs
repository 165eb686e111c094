namespace Espalier.Lab.Reports;

/// <summary>The style sheet of a report: light, dark and for print.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{--ground:#fff;--ink:#1f2328;--soft:#57606a;--rule:#d8dee4;--tint:#f6f8fa;--link:#0060a0}
        @media (prefers-color-scheme:dark){:root{--ground:#16191d;--ink:#e6e8eb;--soft:#a2abb5;--rule:#343b43;--tint:#1e2329;--link:#7cc0f0}}
        *{box-sizing:border-box}
        html{color-scheme:light dark;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif}
        main{max-width:56rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 1rem}
        h2{font-size:1.25rem;margin:2.75rem 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--rule)}
        p{margin:.75rem 0;max-width:44rem}
        .summary{font-size:1.08rem}
        figure{margin:1.5rem 0}
        figure svg{display:block}
        figcaption,.caption{color:var(--soft);font-size:.88rem}
        figcaption{margin-top:.4rem}
        .caption{margin:1.25rem 0 .2rem}
        .caption+.wide{margin-top:0}
        a{color:var(--link)}
        .wide{overflow-x:auto;margin:1.25rem 0}
        table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
        th,td{padding:.32rem .9rem .32rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
        th:last-child,td:last-child{padding-right:0}
        thead th{border-bottom:1.5px solid var(--soft);font-weight:600}
        .number{text-align:right;white-space:nowrap}
        .facts th{font-weight:400;color:var(--soft);white-space:nowrap}
        .facts td{overflow-wrap:anywhere}
        pre{background:var(--tint);border:1px solid var(--rule);border-radius:4px;padding:.75rem .9rem;overflow-x:auto;
            font:.86rem/1.5 ui-monospace,Menlo,Consolas,'Liberation Mono',monospace}
        summary{cursor:pointer;color:var(--link)}
        .on-narrow{display:none}
        @media screen and (max-width:32rem){main{padding:1.5rem .9rem 3rem}h1{font-size:1.5rem}.on-wide{display:none}.on-narrow{display:block}}
        @media print{
            :root{--ground:#fff;--ink:#000;--soft:#444;--rule:#bbb;--tint:#fff}
            main{max-width:none;padding:0}figure,tr,pre{break-inside:avoid}h2{break-after:avoid}pre{white-space:pre-wrap}.download{display:none}}

        """;
}
