"""Which kinds of items are bought with which: a case for a phone, beans for an espresso machine."""

from typing import Final

_TOGETHER: Final = """
tent: sleeping bag, camping stove, headlamp
sleeping bag: tent, travel pillow
hiking backpack: trekking poles, hydration belt
mirrorless camera: camera lens, memory card, camera bag
camera lens: tripod, camera bag
espresso machine: coffee grinder, coffee beans, espresso cup
coffee grinder: coffee beans
pour over dripper: coffee beans, electric kettle
milk frother: coffee beans
smartphone: phone case, screen protector, power bank
phone case: screen protector
power bank: travel adapter
portable speaker: barbecue cover
wireless headphones: smartphone
turntable: vinyl cleaner
soundbar: game console
city bike: bicycle helmet, bike lock, bike light
bicycle helmet: bike light
bike lock: bicycle pump, reflective vest
chef knife: cutting board, knife sharpener
frying pan: casserole, cookbook
stand mixer: cookbook
game console: game controller, video game
game controller: video game
mechanical keyboard: gaming headset, computer mouse
gaming chair: gaming headset
running shoes: running socks, running shorts
sports watch: running shoes, resistance band
lawn mower: garden hose
raised bed: plant seeds, watering can
jigsaw puzzle: board game
toy train: building blocks
remote control car: screwdriver set
hair dryer: shampoo
face cream: vitamin tablets
travel guide: suitcase, luggage tag
crime novel: reading lamp, black tea
picture book: plush bear
standing desk: desk chair, monitor arm
desk lamp: notebook
fountain pen: notebook
laptop: laptop sleeve, computer mouse, usb hub
webcam: usb hub
yoga mat: resistance band, foam roller
dumbbell set: kettlebell
exercise bike: sports watch
stroller: baby carrier
baby bottle: nappies
car seat: floor mats
dog bed: dog food
dog leash: dog food
cat tree: cat litter
skis: ski boots, ski goggles, ski helmet
snowboard: ski goggles, thermal underwear
swimsuit: swim goggles, beach towel
snorkel set: swim fins
fishing rod: fishing reel, fishing line
lure set: tackle box
acoustic guitar: guitar strings, guitar capo
digital piano: music stand, wireless headphones
acrylic paint: paint brush, canvas
easel: canvas
coloured pencils: sketchbook
sewing machine: sewing thread, cotton fabric
knitting wool: knitting needles
duvet: pillow, bed linen
curtain: wool blanket
pendant lamp: light bulb
floor lamp: smart bulb
cordless drill: drill bits, tool box
hammer: spirit level
roof box: skis
car battery: engine oil
teapot: black tea, green tea
electric kettle: green tea, tea infuser
red wine: wine glass, corkscrew, decanter
white wine: wine glass
suitcase: packing cubes, luggage tag, travel adapter
blood pressure monitor: thermometer
massage gun: foam roller
smart speaker: smart plug, smart bulb
video doorbell: security camera
smart thermostat: motion sensor
vacuum cleaner: vacuum bags
robot vacuum: smart plug
gas grill: grill tongs, barbecue cover, meat thermometer
smoker: charcoal, meat thermometer
football boots: shin guards, football
goalkeeper gloves: football shirt
"""
# A kind, and what is bought with it.


def _companions(line: str) -> tuple[str, tuple[str, ...]]:
    kind, _, others = line.partition(": ")
    return kind, tuple(others.split(", "))


COMPLEMENTS: Final = dict(map(_companions, _TOGETHER.strip().splitlines()))
"""By kind, the kinds that go with it, some of them of another category."""
