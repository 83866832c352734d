// uses a type, a field and a method that the library does not have any more, and one method that it has
using Parts;

class Program
{
    static void Main()
    {
        Motor motor = new Motor();
        motor.Start(3);
        int speed = motor.Speed;
        object valve = new Valve();
        System.Console.WriteLine(motor.Name());
    }
}
