using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Engine.Reporting.Html;
using Spectre.Console;
using Spectre.Console.Rendering;
using Tables = Markdig.Extensions.Tables;

namespace ModelFix.Cli.Terminals;

/// <summary>A page in Markdown on a terminal: headings, text, lists, tables, and code in colours.</summary>
internal sealed class MarkdownPage(IAnsiConsole console)
{
    /// <summary>Lines of text that are longer are hard to read.</summary>
    private const int MaxWidth = 100;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();
    private static readonly Style Title = new(decoration: Decoration.Bold | Decoration.Underline);
    private static readonly Style Code = new(Color.Aqua);

    public void Write(string markdown)
    {
        console.Profile.Width = Math.Min(console.Profile.Width, MaxWidth);
        var isFirst = true;
        foreach (var block in Markdown.Parse(markdown, Pipeline).Where(b => b is not HtmlBlock))
        {
            if (!isFirst) console.WriteLine();
            console.Write(Shown(block));
            isFirst = false;
        }
    }

    private static IRenderable Shown(Block block) => block switch
    {
        HeadingBlock heading => Line(heading.Inline, heading.Level == 1 ? Title : Styles.Strong),
        CodeBlock code => new Padder(CodeLines(code), new Padding(4, 0, 0, 0)),
        ListBlock list => Items(list),
        Tables.Table table => Grid(table),
        ContainerBlock container => new Rows(container.Select(Shown)),
        LeafBlock { Inline: { } inline } => Line(inline, Styles.Plain),
        _ => new Text(""),
    };

    private static Paragraph Line(ContainerInline? inline, Style style)
    {
        var line = new Paragraph();
        Append(line, inline, style);
        line.Append("\n");
        return line;
    }

    private static void Append(Paragraph line, ContainerInline? container, Style style)
    {
        foreach (var inline in container ?? Enumerable.Empty<Inline>())
        {
            switch (inline)
            {
                case LiteralInline literal:
                    line.Append(literal.Content.ToString(), style);
                    break;
                case CodeInline code:
                    line.Append(code.Content, Code);
                    break;
                case LineBreakInline:
                    line.Append(" ", style);
                    break;
                case HtmlEntityInline entity:
                    line.Append(entity.Transcoded.ToString(), style);
                    break;
                case EmphasisInline emphasis:
                    Append(line, emphasis, style.Decoration(emphasis.DelimiterCount > 1 ? Decoration.Bold : Decoration.Italic));
                    break;
                case ContainerInline link:
                    Append(line, link, style);
                    break;
            }
        }
    }

    private static Rows Items(ListBlock list) => new(list.OfType<ListItemBlock>().Select((item, i) =>
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(1)).AddColumn(new GridColumn().PadLeft(0));
        return grid.AddRow(new Text(list.IsOrdered ? $"{i + 1}." : "•"), new Rows(item.Select(Shown)));
    }));

    private static Table Grid(Tables.Table table)
    {
        var grid = new Table { Border = TableBorder.Simple, BorderStyle = Styles.Quiet };
        foreach (var row in table.OfType<Tables.TableRow>())
        {
            var cells = row.OfType<Tables.TableCell>().Select(c => Cell(c, row.IsHeader ? Styles.Strong : Styles.Plain)).ToList();
            if (row.IsHeader) grid.AddColumns([.. cells.Select(c => new TableColumn(c))]);
            else grid.AddRow(cells);
        }

        return grid;
    }

    private static Paragraph Cell(Tables.TableCell cell, Style style)
    {
        var text = new Paragraph();
        foreach (var block in cell.OfType<LeafBlock>()) Append(text, block.Inline, style);
        return text;
    }

    private static Paragraph CodeLines(CodeBlock block)
    {
        var code = block.Lines.ToString();
        var lines = new Paragraph();
        if (block is not FencedCodeBlock { Info: "csharp" or "cs" }) return lines.Append(code + "\n");
        var at = 0;
        foreach (var (span, kind) in CodeColors.Of(CSharpSyntaxTree.ParseText(code)).OrderBy(s => s.Span.Start).Where(s => !s.Span.IsEmpty))
        {
            lines.Append(code[at..span.Start]);
            lines.Append(code[span.Start..span.End], Of(kind));
            at = span.End;
        }

        return lines.Append(code[at..] + "\n");
    }

    private static Style Of(string kind) => kind switch
    {
        CodeColors.Keyword => new Style(Color.Fuchsia),
        CodeColors.Literal => new Style(Color.Olive),
        CodeColors.Number => new Style(Color.Green),
        CodeColors.Comment => Styles.Quiet,
        CodeColors.Type => new Style(Color.Teal),
        CodeColors.Method => new Style(Color.Yellow),
        _ => Styles.Plain,
    };
}
