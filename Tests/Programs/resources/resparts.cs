// needs: nanoFramework.ResourceManager
// Parts of binary resources, delimited strings, two files that use the same names, and what is refused.
// oracle: what the reference's library and runtime do by their sources; bitmaps and fonts are refused by us
using System;
using System.Reflection;
using System.Resources;
using nanoFramework.Runtime.Native;

namespace resparts
{
    internal enum Texts : short
    {
        Colours = -3332,
        Name = -30616,
        Data = 12459,
        None = -29639,
        Logo = 16403,
        Font = 16922,
        Only = 27489,
    }

    internal enum Unsigned : ushort
    {
        Name = 34920,
    }

    internal enum Wide
    {
        Name = -30616,
    }

    internal class Derived : ResourceManager
    {
        public Derived() : base("resparts.Other", typeof(Derived).Assembly) { }
    }

    public class Program
    {
        private static readonly Assembly s_self = typeof(Program).Assembly;
        private static readonly ResourceManager s_texts = new ResourceManager("resparts.Texts", s_self);

        private delegate object Action();

        private static void Try(string what, Action action)
        {
            try
            {
                object result = action();
                Console.WriteLine(what + ": " + (result == null ? "null" : result.ToString()));
            }
            catch (Exception e)
            {
                Console.WriteLine(what + ": " + e.GetType().Name);
            }
        }

        private static void Part(int offset, int length)
        {
            Try("part " + offset.ToString() + ", " + length.ToString(), () =>
            {
                byte[] part = (byte[])ResourceUtility.GetObject(s_texts, Texts.Data, offset, length);
                string text = part.Length.ToString();
                if (part.Length > 0) text += ": " + part[0].ToString() + " to " + part[part.Length - 1].ToString();
                return text;
            });
        }

        private static void Strings(ResourceManager other)
        {
            foreach (string colour in ResourceUtility.GetDelimitedStringResources(s_texts, Texts.Colours))
                Console.WriteLine(colour);
            Try("second", () => ResourceUtility.GetDelimitedStringResource(s_texts, Texts.Colours, 1));
            Try("fourth", () => ResourceUtility.GetDelimitedStringResource(s_texts, Texts.Colours, 3));
            Try("no text", () => ResourceUtility.GetDelimitedStringResources(s_texts, Texts.Data));
            Try("name", () => ResourceUtility.GetObject(s_texts, Texts.Name));
            Try("name, ushort", () => ResourceUtility.GetObject(s_texts, Unsigned.Name));
            Try("name, int", () => ResourceUtility.GetObject(s_texts, Wide.Name));
            Try("other name", () => ResourceUtility.GetObject(other, Texts.Name));
            Try("other data", () => ((byte[])ResourceUtility.GetObject(other, Texts.Data)).Length);
            Try("not in the other", () => ResourceUtility.GetObject(other, Texts.Only));
            Try("in the first", () => ResourceUtility.GetObject(s_texts, Texts.Only));
        }

        public static void Main()
        {
            Strings(new Derived());
            Part(0, 200);
            Part(0, 1);
            Part(199, 1);
            Part(100, 50);
            Part(150, 51);
            Part(7, int.MaxValue);
            Part(0, -1);
            Part(10, 0);
            Part(200, 1);
            Part(-1, 1);
            Part(int.MinValue, -1);
            Try("part of nothing", () => ResourceUtility.GetObject(s_texts, Texts.None, 0, 0));
            Try("part of text", () => ResourceUtility.GetObject(s_texts, Texts.Name, 0, 1));
            Try("bitmap", () => ResourceUtility.GetObject(s_texts, Texts.Logo));
            Try("font", () => ResourceUtility.GetObject(s_texts, Texts.Font));
            Try("no manager", () => ResourceUtility.GetObject(null, Texts.Name));
            Try("no id", () => ResourceUtility.GetObject(s_texts, null));
            Try("unknown id", () => ResourceUtility.GetObject(s_texts, (Texts)0x7FFF));
            Try("no file", () => new ResourceManager("resparts.texts", s_self));
            Try("other assembly", () => new ResourceManager("resparts.Texts", typeof(object).Assembly));
            Try("no name", () => new ResourceManager(null, s_self));
            Try("no assembly", () => new ResourceManager("resparts.Texts", null));
            byte[] first = (byte[])ResourceUtility.GetObject(s_texts, Texts.Data);
            first[0] = 99;
            Try("a copy", () => ((byte[])ResourceUtility.GetObject(s_texts, Texts.Data))[0]);
            Console.WriteLine("end");
        }
    }
}
