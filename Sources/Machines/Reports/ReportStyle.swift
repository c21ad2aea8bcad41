/// How the page looks: light and dark, narrow and wide, on paper.
enum ReportStyle {
  static let css: StaticString = """
    :root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#59636e;--line:#d5dae0;
    --card:#f6f8fa;--good:#116329;--bad:#a40e26;
    --p0:#0b62a8;--p1:#b8420e;--p2:#2e7d32;--p3:#7b3fa0;--p4:#806000;--p5:#00767d;--p6:#a6266e;
    --p7:#4d5560}
    @media (prefers-color-scheme:dark){:root{--paper:#0f1318;--ink:#e6e9ed;--soft:#a3acb7;
    --line:#323b45;--card:#181e25;--good:#6fd08c;--bad:#ff8f8f;
    --p0:#6ab0f3;--p1:#ff9d6b;--p2:#7fd083;--p3:#c79bea;--p4:#e0c04a;--p5:#4fd0d8;--p6:#f48cc0;
    --p7:#b8c0c9}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
    main,header,footer{max-width:76rem;margin:0 auto;padding:1rem}
    h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0}
    h2{font-size:1.25rem;margin:2.2rem 0 .4rem;border-bottom:2px solid var(--line)}
    h3{font-size:1.1rem;margin:1.4rem 0 .3rem}
    h4{font-size:1rem;margin:1rem 0 .1rem}
    p{margin:.3rem 0 .6rem;max-width:46rem}
    code{font:.85em ui-monospace,"DejaVu Sans Mono",Menlo,monospace;overflow-wrap:anywhere}
    .lead{font-size:1.15rem}
    .soft,figcaption{color:var(--soft)}
    figure{margin:1.2rem 0 1.8rem;break-inside:avoid}
    figcaption{font-size:.9rem;max-width:46rem;margin-bottom:.4rem}
    figcaption b{color:var(--ink);font-size:1rem}
    .grid2{display:grid;gap:0 2rem;grid-template-columns:minmax(0,1fr)}
    @media (min-width:62rem){.grid2{grid-template-columns:repeat(2,minmax(0,1fr))}}
    .facts{display:grid;grid-template-columns:minmax(0,1fr);gap:.1rem 1rem;margin:.6rem 0}
    .facts dt{color:var(--soft);font-size:.85rem;margin-top:.3rem}
    .facts dd{margin:0;overflow-wrap:anywhere}
    @media (min-width:40rem){.facts{grid-template-columns:10rem minmax(0,1fr)}
    .facts dt{margin-top:.15rem}}
    .plot{display:flex;height:13rem;margin-top:.9rem}
    .tall .plot{height:18rem}
    .scale{position:relative;flex:0 0 4.7rem;font-size:.72rem;color:var(--soft);
    font-variant-numeric:tabular-nums}
    .scale span{position:absolute;right:.35rem;transform:translateY(-50%);white-space:nowrap}
    .area{position:relative;flex:1 1 0;min-width:0;border-left:1px solid var(--line)}
    .area svg,.lane svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
    .axis{display:flex;justify-content:space-between;margin-left:4.7rem;font-size:.72rem;
    color:var(--soft)}
    path{fill:none;vector-effect:non-scaling-stroke}
    .grid{stroke:var(--line);stroke-width:1}
    .base{stroke:var(--soft);stroke-width:1;stroke-dasharray:1 3}
    .line{stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}
    .mark{color:var(--soft);stroke-width:1.3}
    .p0{color:var(--p0)}.p1{color:var(--p1)}.p2{color:var(--p2)}.p3{color:var(--p3)}
    .p4{color:var(--p4)}.p5{color:var(--p5)}.p6{color:var(--p6)}.p7{color:var(--p7)}
    .line.p1{stroke-dasharray:8 4}.line.p2{stroke-dasharray:2 3}.line.p3{stroke-dasharray:10 3 2 3}
    .line.p4{stroke-dasharray:14 4}.line.p5{stroke-dasharray:5 2 1 2 1 2}
    .line.p6{stroke-dasharray:4 6}.line.p7{stroke-dasharray:1 5}
    .sign{position:absolute;transform:translate(-50%,-50%);font:700 .8rem/1 system-ui,sans-serif;
    text-shadow:0 0 2px var(--paper),0 0 2px var(--paper)}
    .sign.letter{border:1.5px solid currentColor;border-radius:2px;background:var(--paper);
    font-size:.62rem;padding:0 .12rem}
    .sign.cross{font-size:1.05rem}
    .lanes{margin-top:.3rem}
    .lane{display:flex;height:1.7rem;font-size:.72rem}
    .lane b{flex:0 0 4.7rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;
    padding-right:.35rem;text-align:right;align-self:center;font-weight:600}
    .lane div{position:relative;flex:1 1 0;min-width:0;border-left:1px solid var(--line);
    border-bottom:1px solid var(--line)}
    .held{fill:currentColor;opacity:.28}
    .held.short{opacity:.7}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;margin:.3rem 0;padding:0;
    font-size:.85rem}
    .legend svg{width:28px;height:8px;vertical-align:middle}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
    th,td{padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top;
    border-bottom:1px solid var(--line)}
    td.n,th.n{text-align:right;padding-left:.7rem}
    thead th{border-bottom:2px solid var(--line)}
    .good{color:var(--good)}.bad{color:var(--bad)}
    .debrief{background:var(--card);border:1px solid var(--line);border-radius:8px;
    padding:.2rem 1rem .8rem;margin:1rem 0}
    .debrief h3{border-left:.4rem solid currentColor;padding-left:.5rem}
    .debrief p{max-width:60rem}
    .log td:nth-child(3){overflow-wrap:anywhere;min-width:9rem}
    .log td:nth-child(4){min-width:12rem}
    summary{cursor:pointer;font-weight:600;padding:.4rem 0}
    @media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;
    --card:#fff;--good:#063;--bad:#800;--p0:#0b62a8;--p1:#b8420e;--p2:#2e7d32;--p3:#7b3fa0;
    --p4:#806000;--p5:#00767d;--p6:#a6266e;--p7:#4d5560}
    body{font-size:9.5pt;line-height:1.4}h4{margin:.5rem 0 0}.debrief{padding:.1rem .7rem .4rem}
    figure{margin:.6rem 0 .8rem}th,td{padding-top:.1rem;padding-bottom:.1rem}main,header,footer{max-width:none;padding:0}
    .grid2{grid-template-columns:repeat(2,minmax(0,1fr))}.plot,.tall .plot{height:8.5rem}
    tr,h4+p{break-inside:avoid}h2,h3,h4{break-after:avoid}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
    """
}
