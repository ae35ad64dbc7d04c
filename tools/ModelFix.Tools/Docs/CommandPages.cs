using System.CommandLine;
using System.Globalization;
using System.Text;
using ModelFix.Cli;

namespace ModelFix.Tools.Docs;

/// <summary>The commands of the command line with their arguments and options, as its help lists them.</summary>
internal static class CommandPages
{
    public static string Text() => string.Join("\n", Tool.CommandLine().Subcommands.Where(c => !c.Hidden).Select(Page));

    private static string Page(Command command)
    {
        var text = new StringBuilder();
        var arguments = string.Concat(command.Arguments.Select(a => a.Arity.MinimumNumberOfValues == 0 ? $" [{a.Name}…]" : $" {a.Name}"));
        var options = command.Options.Where(o => !o.Hidden).OrderBy(o => o.Name, StringComparer.Ordinal).ToList();
        text.Append(CultureInfo.InvariantCulture, $"## modelfix {command.Name}\n\n{command.Description}\n\n```\nmodelfix {command.Name}{arguments}{(options.Count > 0 ? " [options]" : "")}\n```\n");
        if (command.Arguments.Count > 0)
            text.Append('\n').Append(Documentation.Table(["Argument", "What it is"], command.Arguments.Select(a => (IReadOnlyList<string>)[$"`{a.Name}`", a.Description ?? ""])));
        if (options.Count > 0)
            text.Append('\n').Append(Documentation.Table(["Option", "What it does", "Default"], options.Select(o => (IReadOnlyList<string>)[$"`{o.Name}`", o.Description ?? "", Default(o)])));
        return text.ToString();
    }

    private static string Default(Option option) =>
        option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } value ? $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`" : "";
}
